/*
 * tests/bench: a blocking ioctl for Java, as an application would have it today: a thread waits for each command.
 */
#include <errno.h>
#include <jni.h>
#include <linux/nvme_ioctl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

JNIEXPORT jint JNICALL Java_io_reactornvme_Blocking_read0(JNIEnv *env, jclass cls, jint fd,
							  jint nsid, jlong lba, jint blocks,
							  jobject buffer);

JNIEXPORT jint JNICALL Java_io_reactornvme_Blocking_read0(JNIEnv *env, jclass cls, jint fd,
							  jint nsid, jlong lba, jint blocks,
							  jobject buffer)
{
	struct nvme_passthru_cmd64 cmd = {
		.opcode = 2,
		.nsid = (uint32_t)nsid,
		.addr = (uintptr_t)(*env)->GetDirectBufferAddress(env, buffer),
		.data_len = (uint32_t)(*env)->GetDirectBufferCapacity(env, buffer),
		.cdw10 = (uint32_t)lba,
		.cdw11 = (uint32_t)((uint64_t)lba >> 32),
		.cdw12 = (uint32_t)blocks - 1,
	};
	int rc = ioctl(fd, NVME_IOCTL_IO64_CMD, &cmd);

	(void)cls;
	return rc < 0 ? -errno : rc;
}
