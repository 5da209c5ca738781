/*
 * native/: the JNI shim, the only file that includes jni.h. It translates: no policy lives here.
 *
 * Java side: io.reactornvme.NativeRing, NativeMemory and NativeUevents (java/core). Natives are registered from the
 * tables at the end; functions return -errno as they got it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rnvme.h"
#include "uevent.h"

#define RING_CLASS "io/reactornvme/NativeRing"
#define MEMORY_CLASS "io/reactornvme/NativeMemory"
#define UEVENTS_CLASS "io/reactornvme/NativeUevents"

static JavaVM *vm;
static jclass ring_class;
static jmethodID on_start, on_deliver, on_stop, on_stalled;

/* What one ring's callbacks need; freed with its last call. */
struct upcalls {
	JNIEnv *env; /* of the reaper thread */
	jint id; /* the Java side's number of the ring */
	char name[64];
};

/*
 * The Java side catches everything by itself; what gets here is a failure of that (an OutOfMemoryError
 * in the handler, say). It must not stay pending: the next JNI call would be undefined.
 */
static bool report_exception(JNIEnv *env)
{
	if (!(*env)->ExceptionCheck(env))
		return false;
	(*env)->ExceptionDescribe(env);
	(*env)->ExceptionClear(env);
	return true;
}

static int ring_start(void *arg)
{
	struct upcalls *up = arg;
	JavaVMAttachArgs args = { .version = JNI_VERSION_10, .name = up->name };

	if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&up->env, &args) != JNI_OK)
		return -EAGAIN;
	(*up->env)->CallStaticVoidMethod(up->env, ring_class, on_start, up->id);
	if (report_exception(up->env)) {
		(*vm)->DetachCurrentThread(vm);
		return -ECANCELED;
	}
	return 0;
}

static void ring_deliver(void *arg, unsigned int n, int timer_fired)
{
	struct upcalls *up = arg;

	jvalue args[] = { { .i = up->id }, { .i = (jint)n }, { .z = timer_fired != 0 } };

	/* The form with an array: the others make one of their variable arguments first. */
	(*up->env)->CallStaticVoidMethodA(up->env, ring_class, on_deliver, args);
	report_exception(up->env);
}

static void ring_stalled(void *arg, unsigned int n, int64_t ns)
{
	struct upcalls *up = arg;

	(*up->env)->CallStaticVoidMethod(up->env, ring_class, on_stalled, up->id, (jint)n,
					 (jlong)ns);
	report_exception(up->env);
}

static void ring_stop(void *arg)
{
	struct upcalls *up = arg;

	(*up->env)->CallStaticVoidMethod(up->env, ring_class, on_stop, up->id);
	report_exception(up->env);
	(*vm)->DetachCurrentThread(vm);
	free(up);
}

/*
 * out: { handle, address of the cells, address of the control block, its size }. Returns 0 or -errno.
 */
static jint JNICALL ring_open(JNIEnv *env, jclass cls, jint id, jint slots, jint batch,
			      jint ioctl_threads, jint flags, jint setup_deny, jlong stall_ns,
			      jlong busy_ns, jstring name, jlongArray out)
{
	struct upcalls *up = calloc(1, sizeof(*up));
	struct rnvme_config config = {
		.slots = (unsigned int)slots,
		.batch = (unsigned int)batch,
		.ioctl_threads = (unsigned int)ioctl_threads,
		.flags = (unsigned int)flags,
		.setup_deny = (unsigned int)setup_deny,
		.stall_ns = stall_ns,
		.busy_ns = busy_ns,
		.callbacks = { ring_start, ring_deliver, ring_stop, ring_stalled, up },
	};
	struct rnvme_ring *ring;
	jlong values[4];
	jsize chars = (*env)->GetStringLength(env, name);
	int rc;

	(void)cls;
	if (!up)
		return -ENOMEM;
	if (chars > (jsize)(sizeof(up->name) / 3 - 1)) {
		free(up);
		return -ENAMETOOLONG;
	}
	(*env)->GetStringUTFRegion(env, name, 0, chars, up->name);
	up->id = id;
	config.name = up->name;
	rc = rnvme_ring_open(&config, &ring);
	if (rc) {
		free(up);
		return rc;
	}
	values[0] = (jlong)(uintptr_t)ring;
	values[1] = (jlong)(uintptr_t)rnvme_ring_cells(ring);
	values[2] = (jlong)(uintptr_t)rnvme_ring_control(ring);
	values[3] = (jlong)rnvme_ring_control(ring)->size;
	(*env)->SetLongArrayRegion(env, out, 0, 4, values);
	return 0;
}

static void JNICALL ring_wake(JNIEnv *env, jclass cls, jlong ring)
{
	(void)env;
	(void)cls;
	rnvme_ring_wake((struct rnvme_ring *)(uintptr_t)ring);
}

/* Twice the number of completions, and 1 if the timer has fired. */
static jint JNICALL ring_next(JNIEnv *env, jclass cls, jlong ring)
{
	int timer_fired = 0;
	unsigned int n = rnvme_ring_next((struct rnvme_ring *)(uintptr_t)ring, &timer_fired);

	(void)env;
	(void)cls;
	return (jint)(n << 1) | (timer_fired ? 1 : 0);
}

static jint JNICALL ring_file(JNIEnv *env, jclass cls, jlong ring, jint index, jint fd)
{
	(void)env;
	(void)cls;
	return rnvme_ring_file((struct rnvme_ring *)(uintptr_t)ring, (unsigned int)index, fd);
}

/* address 0: take them out of the table. */
static jint JNICALL ring_buffers(JNIEnv *env, jclass cls, jlong ring, jint first, jlong address,
				 jint size, jint count)
{
	(void)env;
	(void)cls;
	return rnvme_ring_buffers((struct rnvme_ring *)(uintptr_t)ring, (unsigned int)first,
				  (void *)(uintptr_t)address, (size_t)size, (unsigned int)count);
}

static void JNICALL ring_close(JNIEnv *env, jclass cls, jlong ring)
{
	(void)env;
	(void)cls;
	rnvme_ring_close((struct rnvme_ring *)(uintptr_t)ring);
}

static void JNICALL ring_free_control(JNIEnv *env, jclass cls, jlong control)
{
	(void)env;
	(void)cls;
	rnvme_control_free((struct rnvme_control *)(uintptr_t)control);
}

static jlong JNICALL memory_map(JNIEnv *env, jclass cls, jlong size)
{
	(void)env;
	(void)cls;
	return (jlong)(uintptr_t)rnvme_arena_map((size_t)size);
}

static void JNICALL memory_unmap(JNIEnv *env, jclass cls, jlong address, jlong size)
{
	(void)env;
	(void)cls;
	rnvme_arena_unmap((void *)(uintptr_t)address, (size_t)size);
}

static jobject JNICALL memory_view(JNIEnv *env, jclass cls, jlong address, jlong size)
{
	(void)cls;
	return (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)address, size);
}

/* path: bytes as the file system has them, not a Java string (which could not say every name). */
static jint JNICALL memory_open_device(JNIEnv *env, jclass cls, jbyteArray path, jint flags)
{
	jsize length = (*env)->GetArrayLength(env, path);
	char *name = malloc((size_t)length + 1);
	int fd;

	(void)cls;
	if (!name)
		return -ENOMEM;
	(*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)name);
	name[length] = '\0';
	do
		fd = open(name, flags | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		fd = -errno;
	free(name);
	return fd;
}

static void JNICALL memory_close_device(JNIEnv *env, jclass cls, jint fd)
{
	(void)env;
	(void)cls;
	close(fd);
}

/* out: { handle }. Returns 0 or -errno. */
static jint JNICALL uevents_open(JNIEnv *env, jclass cls, jlongArray out)
{
	struct rnvme_uevent *watch;
	int rc = rnvme_uevent_open(&watch);
	jlong handle;

	(void)cls;
	if (rc)
		return rc;
	handle = (jlong)(uintptr_t)watch;
	(*env)->SetLongArrayRegion(env, out, 0, 1, &handle);
	return 0;
}

/* buffer: direct, since the thread waits in here for as long as it takes. */
static jint JNICALL uevents_receive(JNIEnv *env, jclass cls, jlong watch, jobject buffer,
				    jboolean wait)
{
	(void)cls;
	return rnvme_uevent_receive((struct rnvme_uevent *)(uintptr_t)watch,
				    (*env)->GetDirectBufferAddress(env, buffer),
				    (size_t)(*env)->GetDirectBufferCapacity(env, buffer),
				    wait == JNI_TRUE);
}

static void JNICALL uevents_stop(JNIEnv *env, jclass cls, jlong watch)
{
	(void)env;
	(void)cls;
	rnvme_uevent_stop((struct rnvme_uevent *)(uintptr_t)watch);
}

static void JNICALL uevents_close(JNIEnv *env, jclass cls, jlong watch)
{
	(void)env;
	(void)cls;
	rnvme_uevent_close((struct rnvme_uevent *)(uintptr_t)watch);
}

static bool register_natives(JNIEnv *env)
{
	static const JNINativeMethod ring_methods[] = {
		{ (char *)"open0", (char *)"(IIIIIIJJLjava/lang/String;[J)I", (void *)ring_open },
		{ (char *)"wake0", (char *)"(J)V", (void *)ring_wake },
		{ (char *)"next0", (char *)"(J)I", (void *)ring_next },
		{ (char *)"file0", (char *)"(JII)I", (void *)ring_file },
		{ (char *)"buffers0", (char *)"(JIJII)I", (void *)ring_buffers },
		{ (char *)"close0", (char *)"(J)V", (void *)ring_close },
		{ (char *)"freeControl0", (char *)"(J)V", (void *)ring_free_control },
	};
	static const JNINativeMethod memory_methods[] = {
		{ (char *)"map0", (char *)"(J)J", (void *)memory_map },
		{ (char *)"unmap0", (char *)"(JJ)V", (void *)memory_unmap },
		{ (char *)"view0", (char *)"(JJ)Ljava/nio/ByteBuffer;", (void *)memory_view },
		{ (char *)"openDevice0", (char *)"([BI)I", (void *)memory_open_device },
		{ (char *)"closeDevice0", (char *)"(I)V", (void *)memory_close_device },
	};
	static const JNINativeMethod uevents_methods[] = {
		{ (char *)"open0", (char *)"([J)I", (void *)uevents_open },
		{ (char *)"receive0", (char *)"(JLjava/nio/ByteBuffer;Z)I",
		  (void *)uevents_receive },
		{ (char *)"stop0", (char *)"(J)V", (void *)uevents_stop },
		{ (char *)"close0", (char *)"(J)V", (void *)uevents_close },
	};
	jclass memory_class = (*env)->FindClass(env, MEMORY_CLASS);
	jclass uevents_class = memory_class ? (*env)->FindClass(env, UEVENTS_CLASS) : NULL;

	return memory_class && uevents_class &&
	       !(*env)->RegisterNatives(env, ring_class, ring_methods,
					sizeof(ring_methods) / sizeof(ring_methods[0])) &&
	       !(*env)->RegisterNatives(env, memory_class, memory_methods,
					sizeof(memory_methods) / sizeof(memory_methods[0])) &&
	       !(*env)->RegisterNatives(env, uevents_class, uevents_methods,
					sizeof(uevents_methods) / sizeof(uevents_methods[0]));
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *java_vm, void *reserved)
{
	JNIEnv *env;
	jclass local;

	(void)reserved;
	vm = java_vm;
	if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK)
		return JNI_ERR;
	local = (*env)->FindClass(env, RING_CLASS);
	if (!local)
		return JNI_ERR;
	ring_class = (*env)->NewGlobalRef(env, local);
	if (!ring_class || !register_natives(env))
		return JNI_ERR;
	on_start = (*env)->GetStaticMethodID(env, ring_class, "onStart", "(I)V");
	on_deliver = (*env)->GetStaticMethodID(env, ring_class, "onDeliver", "(IIZ)V");
	on_stop = (*env)->GetStaticMethodID(env, ring_class, "onStop", "(I)V");
	on_stalled = (*env)->GetStaticMethodID(env, ring_class, "onStalled", "(IIJ)V");
	return on_start && on_deliver && on_stop && on_stalled ? JNI_VERSION_10 : JNI_ERR;
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *java_vm, void *reserved)
{
	JNIEnv *env;

	(void)reserved;
	if ((*java_vm)->GetEnv(java_vm, (void **)&env, JNI_VERSION_10) == JNI_OK)
		(*env)->DeleteGlobalRef(env, ring_class);
}
