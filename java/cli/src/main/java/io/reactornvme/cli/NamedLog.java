package io.reactornvme.cli;

import io.reactornvme.spec.NvmeStructure;

/**
 * A structure with its drive's name, which is part of the JSON of some logs.
 *
 * @param device as in {@link Drive#name()}
 */
record NamedLog<T extends NvmeStructure>(String device, T log) {}
