/* tests/native: see fixture.h. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>

static int on_start(void *arg)
{
	struct fixture *f = arg;

	f->reaper = pthread_self();
	if (f->start_result < 0)
		return f->start_result;
	atomic_store(&f->started, true);
	return 0;
}

static void on_deliver(void *arg, unsigned int n, int timer_fired)
{
	struct fixture *f = arg;
	unsigned int i;

	CHECK(pthread_equal(pthread_self(), f->reaper));
	CHECK(n || timer_fired);
	CHECK(n <= f->control->batch_capacity);
	if (n > f->largest_delivery)
		f->largest_delivery = n;
	for (i = 0; i < n; i++) {
		if (f->on_completion)
			f->on_completion(f, &f->batch[i]);
		else
			CHECK_EQ(f->batch[i].res, f->expected_res);
	}
	if (f->on_deliver)
		f->on_deliver(f, n, timer_fired);
	if (timer_fired) {
		if (atomic_load(&f->hold)) {
			atomic_store(&f->held, true);
			while (atomic_load(&f->hold))
				harness_pause();
			atomic_store(&f->held, false);
		}
		atomic_fetch_add(&f->timers, 1);
	}
	atomic_fetch_add(&f->deliveries, 1);
	/* Last: with this the test may look at everything above. */
	atomic_fetch_add(&f->completed, n);
}

static void on_stalled(void *arg, unsigned int n, int64_t ns)
{
	struct fixture *f = arg;

	CHECK(pthread_equal(pthread_self(), f->reaper));
	if (f->on_stalled)
		f->on_stalled(f, n, ns);
}

static void on_stop(void *arg)
{
	struct fixture *f = arg;

	CHECK(pthread_equal(pthread_self(), f->reaper));
	CHECK(atomic_load(&f->started));
	CHECK(!atomic_exchange(&f->stopped, true));
}

struct rnvme_config fixture_config(unsigned int slots)
{
	return (struct rnvme_config){
		.slots = slots,
		.batch = 128,
		.ioctl_threads = 4,
	};
}

int fixture_try_open(struct fixture *f, struct rnvme_config config)
{
	int rc;

	f->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	CHECK(f->null_fd >= 0);
	config.callbacks = (struct rnvme_callbacks){ on_start, on_deliver, on_stop, on_stalled, f };
	rc = rnvme_ring_open(&config, &f->ring);
	if (rc) {
		close(f->null_fd);
		return rc;
	}
	f->control = rnvme_ring_control(f->ring);
	f->cells = rnvme_ring_cells(f->ring);
	f->batch = (void *)((uint8_t *)f->control + f->control->batch_offset);
	CHECK(atomic_load(&f->started));
	return 0;
}

void fixture_open(struct fixture *f, struct rnvme_config config)
{
	CHECK_EQ(fixture_try_open(f, config), 0);
	if (f->control->uring_error)
		SKIP("io_uring with URING_CMD: %s", strerror(-f->control->uring_error));
}

void fixture_open_no_uring(struct fixture *f, struct rnvme_config config)
{
	config.flags |= RNVME_RING_NO_URING;
	CHECK_EQ(fixture_try_open(f, config), 0);
	CHECK(f->control->uring_error < 0);
}

void fixture_wait_closed(struct fixture *f)
{
	WAIT_FOR(atomic_load(&f->stopped));
	CHECK_EQ(COUNTER(f, completed), COUNTER(f, submitted));
	CHECK_EQ(COUNTER(f, completed), atomic_load(&f->completed));
	CHECK_EQ(COUNTER(f, upcalls), atomic_load(&f->deliveries));
	CHECK_EQ(COUNTER(f, timers), atomic_load(&f->timers));
	rnvme_control_free(f->control);
	close(f->null_fd);
}

void fixture_close(struct fixture *f)
{
	rnvme_ring_close(f->ring);
	fixture_wait_closed(f);
}

void fixture_wait_asleep(struct fixture *f)
{
	uint64_t enters;

	/* Asleep twice with no turn in between: not the moment before it looks once more. */
	do {
		WAIT_FOR(atomic_load(&f->control->wake) == RNVME_SLEEPING);
		enters = COUNTER(f, enters);
		harness_pause();
	} while (atomic_load(&f->control->wake) != RNVME_SLEEPING || COUNTER(f, enters) != enters);
}

void fixture_hold(struct fixture *f)
{
	atomic_store(&f->hold, true);
	rnvme_ring_timer(f->ring, 0);
	WAIT_FOR(atomic_load(&f->held));
}

void fixture_release(struct fixture *f)
{
	atomic_store(&f->hold, false);
	WAIT_FOR(!atomic_load(&f->held));
}

void fixture_let_others_run(void)
{
	struct fixture f = { .expected_res = -EOPNOTSUPP };
	unsigned int i;

	fixture_open_no_uring(&f, fixture_config(1));
	for (i = 1; i <= 50; i++) {
		fixture_wait_asleep(&f);
		cell_null(&f, 0, i);
		rnvme_ring_publish(f.ring, 0);
		WAIT_FOR(atomic_load(&f.completed) == i);
	}
	fixture_close(&f);
}

void *cell_argument(struct fixture *f, unsigned int slot)
{
	return f->cells + (size_t)slot * RNVME_CELL_SIZE + RNVME_CELL_ARG;
}

struct io_uring_sqe *cell_prepare(struct fixture *f, unsigned int slot, uint8_t opcode, int fd,
				  uint64_t user_data)
{
	struct io_uring_sqe *sqe = (void *)(f->cells + (size_t)slot * RNVME_CELL_SIZE);

	memset(sqe, 0, RNVME_CELL_SIZE);
	sqe->opcode = opcode;
	sqe->fd = fd;
	sqe->user_data = user_data;
	return sqe;
}

void cell_null(struct fixture *f, unsigned int slot, uint64_t user_data)
{
	cell_prepare(f, slot, IORING_OP_URING_CMD, f->null_fd, user_data);
}

void cell_read(struct fixture *f, unsigned int slot, uint64_t user_data, int fd, void *to,
	       uint32_t size)
{
	struct io_uring_sqe *sqe = cell_prepare(f, slot, IORING_OP_READ, fd, user_data);

	sqe->addr = (uintptr_t)to;
	sqe->len = size;
}

void cell_ioctl(struct fixture *f, unsigned int slot, uint64_t user_data, int fd, uint32_t request)
{
	uint8_t *cell = (uint8_t *)cell_prepare(f, slot, RNVME_OP_IOCTL, fd, user_data);

	memcpy(cell + RNVME_CELL_CMD_OP, &request, sizeof(request));
}

unsigned int proc_count_entries(const char *name)
{
	char path[64];
	DIR *dir;
	unsigned int n = 0;

	snprintf(path, sizeof(path), "/proc/self/%s", name);
	dir = opendir(path);
	CHECK(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

unsigned int proc_count_lines(const char *name)
{
	char path[64];
	FILE *file;
	unsigned int n = 0;
	int c;

	snprintf(path, sizeof(path), "/proc/self/%s", name);
	file = fopen(path, "re");
	CHECK(file);
	while ((c = getc(file)) != EOF)
		n += c == '\n';
	fclose(file);
	return n;
}

unsigned int proc_count_threads(const char *name)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	unsigned int n = 0;

	CHECK(dir);
	while ((entry = readdir(dir))) {
		char path[300], comm[32] = "";
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue; /* the thread has ended, or it is "." */
		if (fgets(comm, sizeof(comm), file)) {
			comm[strcspn(comm, "\n")] = '\0';
			n += !strcmp(comm, name);
		}
		fclose(file);
	}
	closedir(dir);
	return n;
}
