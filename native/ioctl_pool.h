/*
 * native/: threads for blocking ioctls. The ring library's own; not for its users.
 */
#ifndef RNVME_IOCTL_POOL_H
#define RNVME_IOCTL_POOL_H

#include <stdint.h>

/* At most so many resets and rescans at once, beside the commands. */
#define IOCTL_CONTROL_THREADS 16

struct ioctl_pool;

struct ioctl_pool_config {
	unsigned int slots;
	unsigned int threads;
	uint8_t *cells;
	/* Called on a pool thread when cell `slot` is done; ioctl_pool_result() has the outcome. */
	void (*done)(void *arg, unsigned int slot);
	void *arg;
	const char *name;
};

struct ioctl_pool *ioctl_pool_open(const struct ioctl_pool_config *config);

/* Take cell `slot`. Called by the reaper alone; never blocks on a command. */
void ioctl_pool_submit(struct ioctl_pool *pool, unsigned int slot);

/* The outcome of a finished cell. */
int ioctl_pool_result(struct ioctl_pool *pool, unsigned int slot, uint64_t *result);

unsigned int ioctl_pool_threads(struct ioctl_pool *pool);

/* Only when no cell is under way: ends and joins the threads. */
void ioctl_pool_close(struct ioctl_pool *pool);

#endif
