/*
 * tests/native: what every C test program needs. A program exits 0 (passed), 77 (skipped: it says
 * what is lacking) or 1 (failed: it says where).
 */
#ifndef HARNESS_H
#define HARNESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What the main thread waits for, to be told when the time limit ends it. */
static const char *volatile harness_waiting = "nothing in particular";

#define HARNESS_TEXT(x) #x
#define HARNESS_LINE(x) HARNESS_TEXT(x)
#define HARNESS_HERE(what) __FILE__ ":" HARNESS_LINE(__LINE__) ": " what

__attribute__((noreturn, format(printf, 1, 2))) static inline void harness_fail(const char *format,
										...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	fflush(NULL);
	_exit(1); /* other threads may be anywhere: no handlers, no destructors */
}

#define CHECK(condition)                                                         \
	do {                                                                     \
		if (!(condition))                                                \
			harness_fail("%s", HARNESS_HERE("not so: " #condition)); \
	} while (0)

/* For integers up to 64 bits; both values are shown. */
#define CHECK_EQ(actual, expected)                                                          \
	do {                                                                                \
		long long actual_ = (long long)(actual), expected_ = (long long)(expected); \
		if (actual_ != expected_)                                                   \
			harness_fail("%s: %lld, not %lld", HARNESS_HERE(#actual), actual_,  \
				     expected_);                                            \
	} while (0)

#define SKIP(...)                                         \
	do {                                              \
		fprintf(stderr, "skipped: " __VA_ARGS__); \
		fputc('\n', stderr);                      \
		exit(77);                                 \
	} while (0)

/* Wait, for as long as the program may run, until another thread has made it so. */
#define WAIT_FOR(condition)                                 \
	do {                                                \
		const char *before_ = harness_waiting;      \
		harness_waiting = HARNESS_HERE(#condition); \
		while (!(condition))                        \
			harness_pause();                    \
		harness_waiting = before_;                  \
	} while (0)

static inline void harness_pause(void)
{
	const struct timespec a_moment = { .tv_nsec = 50000 };

	nanosleep(&a_moment, NULL);
}

static inline void harness_too_long(int signal)
{
	static const char text[] = "time limit, while waiting for ";

	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0 ||
	    write(STDERR_FILENO, harness_waiting, strlen(harness_waiting)) < 0 ||
	    write(STDERR_FILENO, "\n", 1) < 0)
		_exit(1);
	_exit(1);
}

/* A hang is a failure too. Generous: sanitizers and a loaded machine are slow. */
static inline void harness_time_limit(unsigned int seconds)
{
	signal(SIGALRM, harness_too_long);
	alarm(seconds);
}

static inline int64_t harness_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Fewer rounds where each costs many times as much. */
#if defined(__SANITIZE_THREAD__)
#define HARNESS_ROUNDS(n) ((n) / 10 ? (n) / 10 : 1)
#elif defined(__SANITIZE_ADDRESS__)
#define HARNESS_ROUNDS(n) ((n) / 4 ? (n) / 4 : 1)
#else
#define HARNESS_ROUNDS(n) (n)
#endif

#endif
