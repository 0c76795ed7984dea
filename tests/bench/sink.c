/* A relay for benchmarks: it takes every message, keeps none, and answers after a set delay, which stands for a
   round trip. It costs little, so whoever sends is what is measured.

       cc -O2 -o sink sink.c
       ./sink MICROSECONDS        prints its port on loopback, and works until its input ends

   One thread. Every answer waits equally long, so answers fall due in the order in which they were made: one queue
   and one timer are enough. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PEERS = 4096, LONGEST_LINE = 1024, AT_ONCE = 256 * 1024, ANSWER = 480, EVENTS = 64 };

static const char DOT[] = "\r\n.\r\n"; /* ends a body */
static const size_t DOT_SIZE = sizeof DOT - 1;
static const char EHLO[] = "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n";

struct peer { /* one connection, found by its descriptor */
    unsigned visit; /* counts those who had this descriptor, so that nobody gets another's answer */
    bool in_body;
    size_t held; /* bytes that came and are not understood yet */
    char rest[LONGEST_LINE];
};

struct answer {
    struct answer *next;
    uint64_t due; /* nanoseconds */
    int to;
    unsigned visit;
    bool last; /* the connection ends with it */
    size_t size;
    char text[ANSWER];
};

static struct peer peers[MOST_PEERS];
static struct answer *first, *newest;
static uint64_t delay;
static int polled, timer;

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void watch(int descriptor) {
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(polled, EPOLL_CTL_ADD, descriptor, &wanted) < 0) give_up("epoll_ctl");
}

static void part_with(int descriptor) {
    peers[descriptor].visit++;
    close(descriptor);
}

static void set_timer(void) {
    struct itimerspec at = {.it_value = {(time_t)(first->due / 1000000000u), (long)(first->due % 1000000000u)}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void say(struct answer *answer) {
    if (peers[answer->to].visit == answer->visit) {
        bool said = write(answer->to, answer->text, answer->size) == (ssize_t)answer->size;
        if (!said || answer->last) part_with(answer->to);
    }
    free(answer);
}

static void say_what_is_due(void) {
    uint64_t moment = now();
    while (first && first->due <= moment) {
        struct answer *answer = first;
        first = answer->next;
        say(answer);
    }
    if (first) set_timer();
}

static void put(struct answer *answer) {
    if (!delay || !answer->size) {
        say(answer);
        return;
    }
    if (first) newest->next = answer;
    else first = answer;
    newest = answer;
    if (first == answer) set_timer();
}

static struct answer *blank(int to) {
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer) give_up("calloc");
    answer->to = to;
    answer->visit = peers[to].visit;
    answer->due = now() + delay;
    return answer;
}

static struct answer *add(struct answer *answer, const char *line) {
    size_t size = strlen(line);
    if (answer->size + size > ANSWER) {
        int to = answer->to;
        put(answer);
        answer = blank(to);
    }
    memcpy(answer->text + answer->size, line, size);
    answer->size += size;
    return answer;
}

/* Where a body's end begins, or what might yet become one; `end` where there is neither. */
static char *dot_in(char *from, char *end) {
    while ((from = memchr(from, '\r', (size_t)(end - from)))) {
        size_t left = (size_t)(end - from), seen = left < DOT_SIZE ? left : DOT_SIZE;
        if (!memcmp(from, DOT, seen)) return from;
        from++;
    }
    return end;
}

/* Understands what has come, as far as it is whole, and answers it; returns the first byte that is not. */
static char *answer_all(int descriptor, char *from, char *end) {
    struct peer *peer = &peers[descriptor];
    struct answer *answer = blank(descriptor);
    while (from < end && !answer->last) {
        if (peer->in_body) {
            from = dot_in(from, end);
            if ((size_t)(end - from) < DOT_SIZE) break;
            from += DOT_SIZE;
            peer->in_body = false;
            answer = add(answer, "250 2.0.0 taken\r\n");
            continue;
        }
        char *line = from, *feed = memchr(from, '\n', (size_t)(end - from));
        if (!feed) break;
        from = feed + 1;
        if (from - line >= 6 && !strncasecmp(line, "DATA", 4)) {
            answer = add(answer, "354 go on\r\n");
            peer->in_body = true;
            from -= 2; /* a lone dot right behind it ends the body too */
        } else if (!strncasecmp(line, "EHLO", 4)) {
            answer = add(answer, EHLO);
        } else if (!strncasecmp(line, "QUIT", 4)) {
            answer = add(answer, "221 2.0.0 bye\r\n");
            answer->last = true;
        } else {
            answer = add(answer, "250 2.1.0 well\r\n");
        }
    }
    put(answer);
    return from;
}

static void hear(int descriptor) {
    static char heard[LONGEST_LINE + AT_ONCE];
    struct peer *peer = &peers[descriptor];
    unsigned visit = peer->visit;
    memcpy(heard, peer->rest, peer->held);
    ssize_t size = read(descriptor, heard + peer->held, AT_ONCE);
    if (size <= 0) {
        part_with(descriptor);
        return;
    }
    char *end = heard + peer->held + size, *rest = answer_all(descriptor, heard, end);
    if (peer->visit != visit) return;
    peer->held = (size_t)(end - rest);
    if (peer->held > sizeof peer->rest) part_with(descriptor); /* no command is so long */
    else memcpy(peer->rest, rest, peer->held);
}

static void greet(int listening) {
    int yes = 1, descriptor = accept(listening, NULL, NULL);
    if (descriptor < 0) return;
    if (descriptor >= MOST_PEERS) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    peers[descriptor].in_body = false;
    peers[descriptor].held = 0;
    watch(descriptor);
    put(add(blank(descriptor), "220 sink ESMTP\r\n"));
}

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&address, size) < 0 || listen(listening, 1024) < 0) give_up("listen");
    getsockname(listening, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listening;
}

int main(int count, char **arguments) {
    delay = count > 1 ? strtoull(arguments[1], NULL, 10) * 1000 : 0;
    polled = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    int listening = listen_on_loopback();
    watch(listening);
    watch(timer);
    watch(STDIN_FILENO);
    for (;;) {
        struct epoll_event events[EVENTS];
        int number = epoll_wait(polled, events, EVENTS, -1);
        for (int i = 0; i < number; i++) {
            int descriptor = events[i].data.fd;
            uint64_t ticks;
            if (descriptor == STDIN_FILENO) return 0;
            if (descriptor == listening) greet(listening);
            else if (descriptor != timer) hear(descriptor);
            else if (read(timer, &ticks, sizeof ticks) > 0) say_what_is_due();
        }
    }
}
