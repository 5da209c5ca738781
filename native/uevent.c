/*
 * native/: the netlink socket of uevent.h. Knows nothing of what the messages say.
 */
#define _GNU_SOURCE
#include "uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel's own messages; those that udevd sends on to its listeners are in group 2. */
#define GROUP_KERNEL 1

/* Room for a host whose drives all come at once: some thousand messages. */
#define RECEIVE_BUFFER (4 << 20)

struct rnvme_uevent {
	int socket;
	int stop; /* eventfd: written once, never read */
};

int rnvme_uevent_open_socket(int socket, struct rnvme_uevent **out)
{
	struct rnvme_uevent *watch = malloc(sizeof(*watch));
	int rc;

	if (!watch) {
		close(socket);
		return -ENOMEM;
	}
	watch->socket = socket;
	watch->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (watch->stop < 0) {
		rc = -errno;
		close(socket);
		free(watch);
		return rc;
	}
	*out = watch;
	return 0;
}

int rnvme_uevent_open(struct rnvme_uevent **out)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = GROUP_KERNEL };
	const int size = RECEIVE_BUFFER;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	/* FORCE goes beyond net.core.rmem_max and wants CAP_NET_ADMIN; with less room there are more -ENOBUFS. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address))) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	return rnvme_uevent_open_socket(fd, out);
}

/* Any process may send to a netlink socket whose number it knows, but the kernel alone has number 0. */
static bool from_kernel(const struct sockaddr_nl *sender, socklen_t length)
{
	return length == sizeof(*sender) && sender->nl_family == AF_NETLINK && sender->nl_pid == 0;
}

/* 1 if there is a message or an error to be fetched, 0 if stopped, -EAGAIN, or -errno. */
static int await(struct rnvme_uevent *watch, bool wait)
{
	struct pollfd fds[] = {
		{ .fd = watch->stop, .events = POLLIN },
		{ .fd = watch->socket, .events = POLLIN },
	};

	for (;;) {
		int n = poll(fds, 2, wait ? -1 : 0);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && fds[0].revents)
			return 0;
		if (n > 0)
			return 1;
		if (n == 0)
			return -EAGAIN;
	}
}

int rnvme_uevent_receive(struct rnvme_uevent *watch, void *buffer, size_t size, bool wait)
{
	for (;;) {
		struct sockaddr_nl sender = { 0 };
		struct iovec part = { .iov_base = buffer, .iov_len = size };
		struct msghdr message = {
			.msg_name = &sender,
			.msg_namelen = sizeof(sender),
			.msg_iov = &part,
			.msg_iovlen = 1,
		};
		int rc = await(watch, wait);
		ssize_t n;

		if (rc <= 0)
			return rc;
		n = recvmsg(watch->socket, &message, MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return -errno;
		if (!from_kernel(&sender, message.msg_namelen) || n == 0)
			continue;
		return message.msg_flags & MSG_TRUNC ? -ENOBUFS : (int)n;
	}
}

void rnvme_uevent_stop(struct rnvme_uevent *watch)
{
	const uint64_t one = 1;

	/* It cannot fail: the counter is far from full. */
	if (write(watch->stop, &one, sizeof(one)) < 0)
		abort();
}

void rnvme_uevent_close(struct rnvme_uevent *watch)
{
	close(watch->socket);
	close(watch->stop);
	free(watch);
}
