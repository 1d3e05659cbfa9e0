/* A layer over the C library that makes one file operation of this process go wrong.

   Preloaded (LD_PRELOAD) into a program, it does nothing until fault_arm is called. From then on it counts
   the calls that touch files below one folder, and at the n-th it fails, kills, or pulls the plug:

     FAIL    returns -1 with the errno given; with STICKY all that follow fail as well, as on a full disk
     KILL    SIGKILL before the call
     HALF    half of a write and then SIGKILL; of any other call all of it
     POWER   what was written and not yet flushed by fsync is cut to half, as if the power had failed; SIGKILL
     FREEZE  SIGSTOP before every call, so that another process can look at what a kill would leave

   With FEWER, writes to one file that follow each other in a thread count as one.

   Only what Python, libsndfile and their like call is here. Linux, glibc. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FAIL = 1, KILL = 2, HALF = 3, POWER = 4, FREEZE = 5, KINDS = 7, STICKY = 8, FEWER = 16 };
enum { CHANGES = 1, READS = 2 };
enum { SPACE = 1, NO_SPACE = 0 }; /* whether a full disk would refuse it */

static char folder[4096];
static size_t folder_length;
static long target, counted;
static int mode, failure, classes, armed, hit;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Files written to and not flushed since: a descriptor of our own to each. */
static struct { dev_t device; ino_t inode; int descriptor; } unflushed[4096];
static int unflushed_count;

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

void fault_arm(const char *where, long n, int how, int error, int which)
{
    snprintf(folder, sizeof folder, "%s", where);
    folder_length = strlen(folder);
    target = n, mode = how, failure = error, classes = which;
    counted = 0, hit = 0, armed = 1;
}

long fault_disarm(void) { armed = 0; return counted; }
int fault_hit(void) { return hit; }

static int below(const char *path)
{
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || !path[folder_length]);
}

static int path_of(int descriptor, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = syscall(SYS_readlink, link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static int whole_path(int at, const char *path, char *whole, size_t size)
{
    if (path[0] == '/') return snprintf(whole, size, "%s", path) > 0;
    char base[4096];
    if (at == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of(at, base, sizeof base)) return 0;
    return snprintf(whole, size, "%s/%s", base, path) > 0;
}

static void die(void)
{
    if ((mode & KINDS) == POWER)
        for (int i = 0; i < unflushed_count; i++) {
            struct stat status;
            if (fstat(unflushed[i].descriptor, &status) == 0)
                syscall(SYS_ftruncate, unflushed[i].descriptor, status.st_size / 2);
        }
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static void written(int descriptor)
{
    struct stat status;
    char path[4096];
    if ((mode & KINDS) != POWER || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return;
    if (!path_of(descriptor, path, sizeof path) || !below(path)) return;
    pthread_mutex_lock(&lock);
    int i = 0;
    while (i < unflushed_count && !(unflushed[i].inode == status.st_ino && unflushed[i].device == status.st_dev))
        i++;
    if (i == unflushed_count && i < 4096) {
        unflushed[i].device = status.st_dev, unflushed[i].inode = status.st_ino;
        unflushed[i].descriptor = (int)syscall(SYS_fcntl, descriptor, F_DUPFD_CLOEXEC, 400);
        unflushed_count++;
    }
    pthread_mutex_unlock(&lock);
}

static void flushed(int descriptor)
{
    struct stat status;
    if ((mode & KINDS) != POWER || fstat(descriptor, &status)) return;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < unflushed_count; i++)
        if (unflushed[i].inode == status.st_ino && unflushed[i].device == status.st_dev) {
            syscall(SYS_close, unflushed[i].descriptor);
            unflushed[i--] = unflushed[--unflushed_count];
        }
    pthread_mutex_unlock(&lock);
}

enum { GO_ON, REFUSE, GO_HALF };

/* Count one call; what is to become of it. */
static int reached(const char *name, const char *path, int class, int space)
{
    if (!(class & classes)) return GO_ON;
    if ((mode & KINDS) == FREEZE) {
        syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGSTOP);
        return GO_ON;
    }
    long n = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
    int sticky = (mode & STICKY) && n > target && target > 0 && (space || failure != ENOSPC);
    if (n != target && !sticky) return GO_ON;
    if (n == target) {
        char told[4400];
        int length = snprintf(told, sizeof told, "fault: %ld %s %s\n", n, name, path);
        syscall(SYS_write, 2, told, length);
        hit = 1;
    }
    switch (mode & KINDS) {
    case FAIL:
        if (failure == ENOSPC && !space) return GO_ON;
        errno = failure;
        return REFUSE;
    case HALF: return GO_HALF;
    default: die();
    }
    return GO_ON;
}

static int at_path(const char *name, int at, const char *path, int class, int space)
{
    char whole[8192];
    if (!armed || !path || !whole_path(at, path, whole, sizeof whole) || !below(whole)) return GO_ON;
    return reached(name, whole, class, space);
}

static int at_file(const char *name, int descriptor, int class, int space)
{
    static __thread ino_t last;
    char whole[4096];
    struct stat status;
    if (!armed || !path_of(descriptor, whole, sizeof whole) || !below(whole)) return GO_ON;
    if ((mode & FEWER) && !strcmp(name, "write") && fstat(descriptor, &status) == 0) {
        int again = status.st_ino == last && !((mode & STICKY) && hit);
        last = status.st_ino;
        if (again) return GO_ON;
    }
    return reached(name, whole, class, space);
}

/* Do the call, then die if that was asked. */
#define DO(verdict, call) do { \
    int verdict_ = (verdict); \
    if (verdict_ == REFUSE) return -1; \
    __typeof__(call) result_ = (call); \
    if (verdict_ == GO_HALF) die(); \
    return result_; } while (0)

/* --- opening ------------------------------------------------------------------------------------------- */

static int opening(const char *name, int at, const char *path, int flags)
{
    int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    return at_path(name, at, path, changes ? CHANGES : READS, (flags & O_CREAT) != 0);
}

#define OPEN(function) \
int function(const char *path, int flags, ...) { \
    REAL(int, #function, const char *, int, ...); \
    va_list rest; va_start(rest, flags); mode_t bits = va_arg(rest, mode_t); va_end(rest); \
    int verdict = opening("open", AT_FDCWD, path, flags); \
    if (verdict == REFUSE) return -1; \
    int opened = real(path, flags, bits); \
    if (verdict == GO_HALF) die(); \
    if (armed && opened >= 0 && (flags & O_TRUNC)) written(opened); \
    return opened; }
OPEN(open)
OPEN(open64)

#define OPENAT(function) \
int function(int at, const char *path, int flags, ...) { \
    REAL(int, #function, int, const char *, int, ...); \
    va_list rest; va_start(rest, flags); mode_t bits = va_arg(rest, mode_t); va_end(rest); \
    DO(opening("openat", at, path, flags), real(at, path, flags, bits)); }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(function) \
FILE *function(const char *path, const char *how) { \
    REAL(FILE *, #function, const char *, const char *); \
    int changes = strpbrk(how, "wa+") != NULL; \
    int verdict = at_path("fopen", AT_FDCWD, path, changes ? CHANGES : READS, changes); \
    if (verdict == REFUSE) return NULL; \
    FILE *opened = real(path, how); \
    if (verdict == GO_HALF) die(); \
    return opened; }
FOPEN(fopen)
FOPEN(fopen64)

DIR *opendir(const char *path)
{
    REAL(DIR *, "opendir", const char *);
    return at_path("opendir", AT_FDCWD, path, READS, 0) == REFUSE ? NULL : real(path);
}

/* --- reading ------------------------------------------------------------------------------------------- */

ssize_t read(int file, void *bytes, size_t count)
{
    REAL(ssize_t, "read", int, void *, size_t);
    DO(at_file("read", file, READS, 0), real(file, bytes, count));
}

#define PREAD(function, offset_type) \
ssize_t function(int file, void *bytes, size_t count, offset_type offset) { \
    REAL(ssize_t, #function, int, void *, size_t, offset_type); \
    DO(at_file("pread", file, READS, 0), real(file, bytes, count, offset)); }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define STAT(function, status_type) \
int function(const char *path, struct status_type *status) { \
    REAL(int, #function, const char *, struct status_type *); \
    DO(at_path("stat", AT_FDCWD, path, READS, 0), real(path, status)); }
STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)

/* --- changing ------------------------------------------------------------------------------------------ */

ssize_t write(int file, const void *bytes, size_t count)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    int verdict = at_file("write", file, CHANGES, SPACE);
    if (verdict == REFUSE) return -1;
    ssize_t done = real(file, bytes, verdict == GO_HALF ? count / 2 : count);
    if (verdict == GO_HALF) die();
    if (armed) written(file);
    return done;
}

#define PWRITE(function, offset_type) \
ssize_t function(int file, const void *bytes, size_t count, offset_type offset) { \
    REAL(ssize_t, #function, int, const void *, size_t, offset_type); \
    int verdict = at_file("pwrite", file, CHANGES, SPACE); \
    if (verdict == REFUSE) return -1; \
    ssize_t done = real(file, bytes, verdict == GO_HALF ? count / 2 : count, offset); \
    if (verdict == GO_HALF) die(); \
    if (armed) written(file); \
    return done; }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int count)
{
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    int verdict = at_file("writev", file, CHANGES, SPACE);
    if (verdict == REFUSE) return -1;
    ssize_t done = real(file, parts, verdict == GO_HALF ? (count + 1) / 2 : count);
    if (verdict == GO_HALF) die();
    if (armed) written(file);
    return done;
}

#define SENDFILE(function, offset_type) \
ssize_t function(int out, int in, offset_type *offset, size_t count) { \
    REAL(ssize_t, #function, int, int, offset_type *, size_t); \
    int verdict = at_file("sendfile", out, CHANGES, SPACE); \
    if (verdict == REFUSE) return -1; \
    ssize_t done = real(out, in, offset, verdict == GO_HALF ? count / 2 : count); \
    if (verdict == GO_HALF) die(); \
    if (armed) written(out); \
    return done; }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags)
{
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    int verdict = at_file("copy_file_range", out, CHANGES, SPACE);
    if (verdict == REFUSE) return -1;
    ssize_t done = real(in, from, out, to, verdict == GO_HALF ? count / 2 : count, flags);
    if (verdict == GO_HALF) die();
    if (armed) written(out);
    return done;
}

int fsync(int file)
{
    REAL(int, "fsync", int);
    int verdict = at_file("fsync", file, CHANGES, SPACE); /* a disk may tell only now that it is full */
    if (verdict == REFUSE) return -1;
    int result = armed ? 0 : real(file); /* no power fails here: the flush itself would only take time */
    if (armed) flushed(file);
    if (verdict == GO_HALF) die();
    return result;
}

int fdatasync(int file)
{
    REAL(int, "fdatasync", int);
    int verdict = at_file("fdatasync", file, CHANGES, SPACE);
    if (verdict == REFUSE) return -1;
    int result = armed ? 0 : real(file);
    if (armed) flushed(file);
    if (verdict == GO_HALF) die();
    return result;
}

#define FTRUNCATE(function, offset_type) \
int function(int file, offset_type length) { \
    REAL(int, #function, int, offset_type); \
    DO(at_file("ftruncate", file, CHANGES, NO_SPACE), real(file, length)); }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

int flock(int file, int how)
{
    REAL(int, "flock", int, int);
    DO(at_file("flock", file, CHANGES, NO_SPACE), real(file, how));
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *);
    DO(at_path("rename", AT_FDCWD, to, CHANGES, SPACE), real(from, to));
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    REAL(int, "renameat", int, const char *, int, const char *);
    DO(at_path("renameat", to_at, to, CHANGES, SPACE), real(from_at, from, to_at, to));
}

int link(const char *from, const char *to)
{
    REAL(int, "link", const char *, const char *);
    DO(at_path("link", AT_FDCWD, to, CHANGES, SPACE), real(from, to));
}

int symlink(const char *from, const char *to)
{
    REAL(int, "symlink", const char *, const char *);
    DO(at_path("symlink", AT_FDCWD, to, CHANGES, SPACE), real(from, to));
}

int unlink(const char *path)
{
    REAL(int, "unlink", const char *);
    DO(at_path("unlink", AT_FDCWD, path, CHANGES, NO_SPACE), real(path));
}

int unlinkat(int at, const char *path, int flags)
{
    REAL(int, "unlinkat", int, const char *, int);
    DO(at_path("unlinkat", at, path, CHANGES, NO_SPACE), real(at, path, flags));
}

int mkdir(const char *path, mode_t bits)
{
    REAL(int, "mkdir", const char *, mode_t);
    DO(at_path("mkdir", AT_FDCWD, path, CHANGES, SPACE), real(path, bits));
}

int mkdirat(int at, const char *path, mode_t bits)
{
    REAL(int, "mkdirat", int, const char *, mode_t);
    DO(at_path("mkdirat", at, path, CHANGES, SPACE), real(at, path, bits));
}

int rmdir(const char *path)
{
    REAL(int, "rmdir", const char *);
    DO(at_path("rmdir", AT_FDCWD, path, CHANGES, NO_SPACE), real(path));
}

int chmod(const char *path, mode_t bits)
{
    REAL(int, "chmod", const char *, mode_t);
    DO(at_path("chmod", AT_FDCWD, path, CHANGES, NO_SPACE), real(path, bits));
}

int fchmod(int file, mode_t bits)
{
    REAL(int, "fchmod", int, mode_t);
    DO(at_file("fchmod", file, CHANGES, NO_SPACE), real(file, bits));
}

int fchmodat(int at, const char *path, mode_t bits, int flags)
{
    REAL(int, "fchmodat", int, const char *, mode_t, int);
    DO(at_path("fchmodat", at, path, CHANGES, NO_SPACE), real(at, path, bits, flags));
}

int utimensat(int at, const char *path, const struct timespec times[2], int flags)
{
    REAL(int, "utimensat", int, const char *, const struct timespec *, int);
    DO(at_path("utimensat", at, path, CHANGES, NO_SPACE), real(at, path, times, flags));
}
