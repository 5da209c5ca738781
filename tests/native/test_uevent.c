/*
 * tests/native: the watch of uevents. What the kernel sends of devices needs devices; but a netlink socket of any kind
 * has its messages, and those of other processes too.
 */
#include "harness.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <sys/socket.h>

#include "uevent.h"

static char buffer[RNVME_UEVENT_MAX];

static int netlink(int protocol, unsigned int groups, unsigned int *port)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
	socklen_t length = sizeof(address);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		SKIP("no netlink sockets here: %s", strerror(errno));
	CHECK_EQ(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	CHECK_EQ(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = address.nl_pid;
	return fd;
}

/* -1 and errno, or the length. */
static ssize_t send_to(int fd, unsigned int port, unsigned int groups, const void *data,
		       size_t length)
{
	const struct sockaddr_nl to = {
		.nl_family = AF_NETLINK,
		.nl_pid = port,
		.nl_groups = groups,
	};

	return sendto(fd, data, length, 0, (const struct sockaddr *)&to, sizeof(to));
}

/* A request that does not exist: the kernel says so. */
static void provoke_kernel(int fd)
{
	const struct nlmsghdr request = {
		.nlmsg_len = sizeof(request),
		.nlmsg_type = RTM_MAX + 1,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
	};

	CHECK_EQ(send_to(fd, 0, 0, &request, sizeof(request)), sizeof(request));
}

static void what_the_kernel_says_is_heard(void)
{
	struct rnvme_uevent *watch;
	unsigned int port;
	int fd = netlink(NETLINK_ROUTE, 0, &port);

	CHECK_EQ(rnvme_uevent_open_socket(fd, &watch), 0);
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), false), -EAGAIN);
	provoke_kernel(fd);
	CHECK(rnvme_uevent_receive(watch, buffer, sizeof(buffer), true) >=
	      (int)sizeof(struct nlmsghdr));
	CHECK_EQ(((struct nlmsghdr *)buffer)->nlmsg_type, NLMSG_ERROR);
	/* One that does not fit is a lost one. */
	provoke_kernel(fd);
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, 8, true), -ENOBUFS);
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), false), -EAGAIN);
	rnvme_uevent_close(watch);
}

static void what_others_say_is_not(void)
{
	static const char forged[] = "remove@/devices/nvme0\0ACTION=remove\0SUBSYSTEM=nvme";
	struct rnvme_uevent *watch;
	unsigned int port, other_port;
	int fd = netlink(NETLINK_USERSOCK, 1, &port);
	int other = netlink(NETLINK_USERSOCK, 0, &other_port);

	CHECK_EQ(rnvme_uevent_open_socket(fd, &watch), 0);
	CHECK_EQ(send_to(other, port, 0, forged, sizeof(forged)), sizeof(forged));
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), false), -EAGAIN);
	close(other);
	rnvme_uevent_close(watch);
}

static void what_is_lost_is_told_once(void)
{
	static const char text[512];
	const int small = 4096;
	struct rnvme_uevent *watch;
	unsigned int port, other_port;
	int fd = netlink(NETLINK_USERSOCK, 1, &port);
	int other = netlink(NETLINK_USERSOCK, 0, &other_port);
	int i;

	CHECK_EQ(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	CHECK_EQ(rnvme_uevent_open_socket(fd, &watch), 0);
	for (i = 0; i < 1000; i++)
		if (send_to(other, 0, 1, text, sizeof(text)) < 0 && errno == EPERM)
			SKIP("may not send to a group");
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), true), -ENOBUFS);
	CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), false), -EAGAIN);
	close(other);
	rnvme_uevent_close(watch);
}

static void *receiver(void *watch)
{
	int rc;

	do
		rc = rnvme_uevent_receive(watch, buffer, sizeof(buffer), true);
	while (rc > 0 || rc == -ENOBUFS);
	CHECK_EQ(rc, 0);
	return NULL;
}

static void stop_ends_the_waiting(void)
{
	int i;

	for (i = 0; i < HARNESS_ROUNDS(200); i++) {
		struct rnvme_uevent *watch;
		pthread_t thread;
		int rc = rnvme_uevent_open(&watch);

		if (rc == -EPERM || rc == -EACCES || rc == -EPROTONOSUPPORT || rc == -EAFNOSUPPORT)
			SKIP("no uevents here: %s", strerror(-rc));
		CHECK_EQ(rc, 0);
		CHECK_EQ(pthread_create(&thread, NULL, receiver, watch), 0);
		if (i % 2)
			harness_pause();
		rnvme_uevent_stop(watch);
		CHECK_EQ(pthread_join(thread, NULL), 0);
		/* For good. */
		CHECK_EQ(rnvme_uevent_receive(watch, buffer, sizeof(buffer), true), 0);
		rnvme_uevent_close(watch);
	}
}

int main(void)
{
	harness_time_limit(60);
	what_the_kernel_says_is_heard();
	what_others_say_is_not();
	what_is_lost_is_told_once();
	stop_ends_the_waiting();
	return 0;
}
