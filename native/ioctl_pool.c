/*
 * native/: threads for blocking ioctls.
 *
 * Two lanes. A command that hangs in the drive holds its thread until the controller is reset; so
 * the requests that end such a hang (reset, subsystem reset, rescan) have threads of their own that
 * no command can take.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "ioctl_pool.h"
#include "rnvme.h"

struct lane {
	struct ioctl_pool *pool;
	pthread_cond_t more;
	unsigned int *queue; /* slots, a ring buffer; a slot is in it at most once */
	unsigned int head;
	unsigned int count;
	unsigned int idle; /* threads that will look at the queue before they block in an ioctl */
	unsigned int started;
	unsigned int limit;
	pthread_t *threads;
};

struct outcome {
	int32_t res;
	uint64_t result;
};

struct ioctl_pool {
	struct ioctl_pool_config config;
	pthread_mutex_t lock;
	bool closing;
	struct lane commands;
	struct lane control;
	struct outcome *outcomes;
};

static bool is_control(uint32_t request)
{
	return request == NVME_IOCTL_RESET || request == NVME_IOCTL_SUBSYS_RESET ||
	       request == NVME_IOCTL_RESCAN;
}

/* Where each request leaves the command's result; the others have none. */
static uint64_t result_of(uint32_t request, const uint8_t *arg)
{
	uint32_t narrow;
	uint64_t wide;

	switch (request) {
	case NVME_IOCTL_ADMIN_CMD:
	case NVME_IOCTL_IO_CMD:
		memcpy(&narrow, arg + offsetof(struct nvme_passthru_cmd, result), sizeof(narrow));
		return narrow;
	case NVME_IOCTL_ADMIN64_CMD:
	case NVME_IOCTL_IO64_CMD:
	case NVME_IOCTL_IO64_CMD_VEC:
		memcpy(&wide, arg + offsetof(struct nvme_passthru_cmd64, result), sizeof(wide));
		return wide;
	default:
		return 0;
	}
}

static void run(struct ioctl_pool *pool, unsigned int slot)
{
	uint8_t *cell = pool->config.cells + (size_t)slot * RNVME_CELL_SIZE;
	struct outcome *outcome = &pool->outcomes[slot];
	uint32_t request;
	int32_t fd;
	int rc;

	memcpy(&fd, cell + RNVME_CELL_FD, sizeof(fd));
	memcpy(&request, cell + RNVME_CELL_CMD_OP, sizeof(request));
	rc = ioctl(fd, request, cell + RNVME_CELL_ARG);
	outcome->res = rc < 0 ? -errno : rc;
	outcome->result = rc < 0 ? 0 : result_of(request, cell + RNVME_CELL_ARG);
}

static void *lane_main(void *arg)
{
	struct lane *lane = arg;
	struct ioctl_pool *pool = lane->pool;

	pthread_setname_np(pthread_self(), lane == &pool->control ? "nvme-control" : "nvme-ioctl");
	pthread_mutex_lock(&pool->lock);
	for (;;) {
		unsigned int slot;

		while (!lane->count && !pool->closing)
			pthread_cond_wait(&lane->more, &pool->lock);
		if (!lane->count)
			break;
		lane->idle--;
		slot = lane->queue[lane->head];
		lane->head = (lane->head + 1) % pool->config.slots;
		lane->count--;
		pthread_mutex_unlock(&pool->lock);
		run(pool, slot);
		/* Before anyone is told: the command that follows this one needs no thread of its own. */
		pthread_mutex_lock(&pool->lock);
		lane->idle++;
		pthread_mutex_unlock(&pool->lock);
		pool->config.done(pool->config.arg, slot);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static int lane_init(struct lane *lane, struct ioctl_pool *pool, unsigned int limit)
{
	lane->pool = pool;
	lane->limit = limit;
	lane->queue = calloc(pool->config.slots, sizeof(*lane->queue));
	lane->threads = calloc(limit, sizeof(*lane->threads));
	pthread_cond_init(&lane->more, NULL);
	return lane->queue && lane->threads ? 0 : -ENOMEM;
}

static void lane_free(struct lane *lane)
{
	unsigned int i;

	for (i = 0; i < lane->started; i++)
		pthread_join(lane->threads[i], NULL);
	pthread_cond_destroy(&lane->more);
	free(lane->queue);
	free(lane->threads);
}

struct ioctl_pool *ioctl_pool_open(const struct ioctl_pool_config *config)
{
	struct ioctl_pool *pool = calloc(1, sizeof(*pool));
	int rc;

	if (!pool)
		return NULL;
	pool->config = *config;
	pthread_mutex_init(&pool->lock, NULL);
	pool->outcomes = calloc(config->slots, sizeof(*pool->outcomes));
	rc = lane_init(&pool->commands, pool, config->threads ? config->threads : 1);
	rc = lane_init(&pool->control, pool, IOCTL_CONTROL_THREADS) ?: rc;
	if (rc || !pool->outcomes) {
		ioctl_pool_close(pool);
		return NULL;
	}
	return pool;
}

void ioctl_pool_submit(struct ioctl_pool *pool, unsigned int slot)
{
	const uint8_t *cell = pool->config.cells + (size_t)slot * RNVME_CELL_SIZE;
	struct lane *lane;
	uint32_t request;
	bool stranded;

	memcpy(&request, cell + RNVME_CELL_CMD_OP, sizeof(request));
	lane = is_control(request) ? &pool->control : &pool->commands;

	pthread_mutex_lock(&pool->lock);
	lane->queue[(lane->head + lane->count) % pool->config.slots] = slot;
	lane->count++;
	/*
	 * Threads that were signalled or started but did not run yet still count as idle, hence the
	 * comparison with the number of queued commands and not with zero.
	 */
	if (lane->idle < lane->count && lane->started < lane->limit &&
	    !pthread_create(&lane->threads[lane->started], NULL, lane_main, lane)) {
		lane->started++;
		lane->idle++;
	}
	stranded = !lane->started;
	if (stranded)
		lane->count--; /* it is the only one: without a thread nothing stays queued */
	pthread_cond_signal(&lane->more);
	pthread_mutex_unlock(&pool->lock);

	if (stranded) {
		pool->outcomes[slot].res = -EAGAIN;
		pool->outcomes[slot].result = 0;
		pool->config.done(pool->config.arg, slot);
	}
}

int ioctl_pool_result(struct ioctl_pool *pool, unsigned int slot, uint64_t *result)
{
	*result = pool->outcomes[slot].result;
	return pool->outcomes[slot].res;
}

unsigned int ioctl_pool_threads(struct ioctl_pool *pool)
{
	unsigned int n;

	pthread_mutex_lock(&pool->lock);
	n = pool->commands.started + pool->control.started;
	pthread_mutex_unlock(&pool->lock);
	return n;
}

void ioctl_pool_close(struct ioctl_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	pthread_cond_broadcast(&pool->commands.more);
	pthread_cond_broadcast(&pool->control.more);
	pthread_mutex_unlock(&pool->lock);
	lane_free(&pool->commands);
	lane_free(&pool->control);
	pthread_mutex_destroy(&pool->lock);
	free(pool->outcomes);
	free(pool);
}
