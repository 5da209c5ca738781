/*
 * native/: what the kernel tells of devices that come, go and change (uevents, over netlink).
 *
 * Apart from the rings, with no thread of its own: whoever watches calls rnvme_uevent_receive on a
 * thread that may block. It does not go through a ring, because what follows an event is to read
 * sysfs, which the reaper must not do, and because a watch is there for the few who asked for it.
 */
#ifndef RNVME_UEVENT_H
#define RNVME_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

/* More than the kernel's UEVENT_BUFFER_SIZE (2048) and the header with the path. */
#define RNVME_UEVENT_MAX 8192

struct rnvme_uevent;

/* Listen to the kernel's uevents from now on. 0, or -errno. */
int rnvme_uevent_open(struct rnvme_uevent **watch);

/* The same on a netlink socket of another kind, for tests; the socket is the watch's from here on. */
int rnvme_uevent_open_socket(int socket, struct rnvme_uevent **watch);

/*
 * Take the next message of the kernel; those of other senders are dropped. One thread at a time.
 * Returns its length, or
 *   0           rnvme_uevent_stop has been called
 *   -EAGAIN     there is none, and wait is false
 *   -ENOBUFS    messages were lost: the socket was full, or one was longer than size
 *   -errno      the socket is of no use any more
 */
int rnvme_uevent_receive(struct rnvme_uevent *watch, void *buffer, size_t size, bool wait);

/* Let receive return 0, now and ever after. Any thread, before rnvme_uevent_close. */
void rnvme_uevent_stop(struct rnvme_uevent *watch);

/* When nobody is in receive or stop, nor will be. */
void rnvme_uevent_close(struct rnvme_uevent *watch);

#endif
