// A pool of threads that share chunks of work: short spin, then sleep; the caller works too.
//
// A job is open while `open` is 1. A worker first enters (`inside` + 1), then looks whether the job is open; the caller
// closes it, then waits until nobody is inside. Both orders are sequentially consistent, so either the worker sees the
// job closed or the caller sees the worker inside.
#include "include/kernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ __volatile__("yield")
#else
#define RELAX() ((void)0)
#endif

enum { SPINS = 4000 };

typedef struct {
    void *memory;
    size_t bytes;
} scratch;

struct hk_pool {
    int threads;
    pthread_t *handles;
    scratch (*scratches)[HK_SCRATCH_SLOTS]; // [threads + 1], the last is shared

    void (*body)(void *, long, int);
    void *context;
    long chunks;
    _Alignas(64) atomic_long next;
    _Alignas(64) atomic_int open;
    atomic_int inside;
    _Alignas(64) atomic_ulong generation;
    atomic_int sleeping;
    atomic_int stopping;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
};

typedef struct {
    hk_pool *pool;
    int thread;
} start;

static void work(hk_pool *pool, int thread) {
    for (;;) {
        long chunk = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (chunk >= pool->chunks) return;
        pool->body(pool->context, chunk, thread);
    }
}

static void wait_for_generation(hk_pool *pool, unsigned long seen) {
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&pool->generation, memory_order_acquire) != seen) return;
        RELAX();
    }
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->sleeping, 1);
    while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
    atomic_fetch_sub(&pool->sleeping, 1);
    pthread_mutex_unlock(&pool->mutex);
}

static void *worker(void *argument) {
    start begin = *(start *)argument;
    free(argument);
    unsigned long seen = 0;
    for (;;) {
        wait_for_generation(begin.pool, seen);
        seen = atomic_load(&begin.pool->generation);
        if (atomic_load(&begin.pool->stopping)) return NULL;
        atomic_fetch_add(&begin.pool->inside, 1);
        if (atomic_load(&begin.pool->open)) work(begin.pool, begin.thread);
        atomic_fetch_sub(&begin.pool->inside, 1);
    }
}

static void advance(hk_pool *pool) {
    atomic_fetch_add(&pool->generation, 1);
    if (atomic_load(&pool->sleeping) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->mutex);
    }
}

hk_pool *hk_pool_create(int threads) {
    if (threads < 1) threads = 1;
    hk_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) return NULL;
    memset(pool, 0, sizeof *pool);
    pool->handles = calloc((size_t)threads, sizeof *pool->handles);
    pool->scratches = calloc((size_t)threads + 1, sizeof *pool->scratches);
    if (pool->handles == NULL || pool->scratches == NULL) {
        free(pool->handles);
        free(pool->scratches);
        free(pool);
        return NULL;
    }
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->threads = 1;
    for (int thread = 1; thread < threads; thread++) {
        start *begin = malloc(sizeof *begin);
        if (begin == NULL) break;
        *begin = (start){pool, thread};
        if (pthread_create(&pool->handles[thread], NULL, worker, begin) != 0) {
            free(begin);
            break;
        }
        pool->threads = thread + 1;
    }
    return pool;
}

void hk_pool_destroy(hk_pool *pool) {
    if (pool == NULL) return;
    atomic_store(&pool->stopping, 1);
    advance(pool);
    for (int thread = 1; thread < pool->threads; thread++) pthread_join(pool->handles[thread], NULL);
    for (int thread = 0; thread <= pool->threads; thread++)
        for (int slot = 0; slot < HK_SCRATCH_SLOTS; slot++) hk_free(pool->scratches[thread][slot].memory);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->scratches);
    free(pool->handles);
    free(pool);
}

int hk_pool_threads(const hk_pool *pool) { return pool->threads; }

void hk_parallel(hk_pool *pool, long chunks, void (*body)(void *, long, int), void *context) {
    if (chunks <= 1 || pool->threads == 1) {
        for (long chunk = 0; chunk < chunks; chunk++) body(context, chunk, 0);
        return;
    }
    pool->body = body;
    pool->context = context;
    pool->chunks = chunks;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    atomic_store(&pool->open, 1);
    advance(pool);
    work(pool, 0);
    atomic_store(&pool->open, 0);
    while (atomic_load(&pool->inside) != 0) RELAX();
}

void *hk_scratch(hk_pool *pool, int thread, int slot, size_t bytes) {
    scratch *entry = &pool->scratches[thread < 0 ? pool->threads : thread][slot];
    if (entry->bytes < bytes) {
        hk_free(entry->memory);
        entry->bytes = 0;
        entry->memory = hk_allocate(bytes);
        if (entry->memory == NULL) abort();
        entry->bytes = bytes;
    }
    return entry->memory;
}
