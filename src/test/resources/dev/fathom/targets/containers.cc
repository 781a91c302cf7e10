// A program that holds memory through each container of the C++ standard library, and through nothing
// else.
//
//     containers ROOT
//
// ROOT says what leads to the containers: `static` (a variable leads to each, which is allocated), `place`
// (they are variables themselves), `thread` (as static, thread_local) or `local` (an array on the stack
// leads to them). For each it prints `case NAME CONTAINER COUNT`, where CONTAINER is the address of
// what the root leads to, then `chunk NAME ADDRESS BYTES` for each chunk that operator new handed out for
// it and that it still has, with what malloc_usable_size says. It keeps no address of those anywhere but
// in the containers: its own list has the complements of addresses.
//
// `drop` forgets all containers, and frees nothing.
#include <malloc.h>
#include <unistd.h>

#include <any>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <forward_list>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <queue>
#include <regex>
#include <set>
#include <sstream>
#include <stack>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <valarray>
#include <variant>
#include <vector>
#if __has_include(<memory_resource>) && (!defined(_LIBCPP_VERSION) || _LIBCPP_VERSION >= 16000)
#include <memory_resource>
#define HAS_RESOURCES 1
#endif
#if __has_include(<coroutine>) && defined(__cpp_impl_coroutine)
#include <coroutine>
#define HAS_COROUTINES 1
#endif

// What operator new handed out and nobody gave back: complements of addresses.
static const int MOST = 1 << 14;
static uintptr_t handed[MOST];
static int handed_count;
static bool counting;  // not what is allocated before main()

static void *hand_out(size_t bytes, size_t alignment) {
  void *memory = alignment > alignof(std::max_align_t)
                     ? std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)
                     : std::malloc(bytes);
  if (memory == nullptr || handed_count == MOST) std::abort();
  if (!counting) return memory;
  // What was left over in it would lead to others.
  std::memset(memory, 0, malloc_usable_size(memory));
  handed[handed_count++] = ~reinterpret_cast<uintptr_t>(memory);
  return memory;
}

static void take_back(void *memory) {
  for (int at = handed_count - 1; at >= 0; at--) {
    if (handed[at] == ~reinterpret_cast<uintptr_t>(memory)) {
      handed[at] = handed[--handed_count];
      break;
    }
  }
  std::free(memory);
}

void *operator new(size_t bytes) { return hand_out(bytes, 1); }
void *operator new(size_t bytes, std::align_val_t alignment) {
  return hand_out(bytes, static_cast<size_t>(alignment));
}
void *operator new[](size_t bytes) { return hand_out(bytes, 1); }
void operator delete[](void *memory) noexcept { take_back(memory); }
void operator delete[](void *memory, size_t) noexcept { take_back(memory); }
void operator delete(void *memory) noexcept { take_back(memory); }
void operator delete(void *memory, size_t) noexcept { take_back(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { take_back(memory); }
void operator delete(void *memory, size_t, std::align_val_t) noexcept { take_back(memory); }

// An element: what it holds is its own.
struct Held {
  char *bytes;
  int number;
  explicit Held(int number = 0) : bytes(new char[160]), number(number) {}
  Held(const Held &other) : bytes(new char[160]), number(other.number) {}
  Held(Held &&other) noexcept : bytes(other.bytes), number(other.number) { other.bytes = nullptr; }
  Held &operator=(Held other) noexcept {
    std::swap(bytes, other.bytes);
    number = other.number;
    return *this;
  }
  ~Held() {
    delete[] bytes;
    *const_cast<char *volatile *>(&bytes) = nullptr;  // or it would lead to whatever stands there next
  }
  bool operator<(const Held &other) const { return number < other.number; }
  bool operator>(const Held &other) const { return number > other.number; }
  bool operator==(const Held &other) const { return number == other.number; }
};

template <>
struct std::hash<Held> {
  size_t operator()(const Held &held) const { return held.number; }
};

// Classes that are known by a part in their middle.
struct First {
  long first[3] = {1, 2, 3};
  virtual ~First() = default;
};
struct Second {
  long second[3] = {4, 5, 6};
  virtual ~Second() = default;
};
struct Both : First, Second {
  Held held{1};
};
struct Root {
  Held held{2};
  virtual ~Root() = default;
};
struct Left : virtual Root {
  long left = 1;
};
struct Right : virtual Root {
  long right = 2;
};
struct Bottom : Left, Right {
  Held held{3};
};
struct Shared : std::enable_shared_from_this<Shared> {
  Held held{4};
  std::shared_ptr<Shared> next;
};
struct Node {
  std::weak_ptr<Node> parent;
  std::vector<std::shared_ptr<Node>> children;
  Held held{5};
};
struct Hook {
  Hook *next = nullptr;
};
struct Linked {
  long payload[4] = {};
  Held held{6};
  Hook hook;
};
struct Throwable {
  Held held{7};
};
struct alignas(64) Wide {
  Held held{8};
};

#ifdef HAS_COROUTINES
struct Task {
  struct promise_type {
    Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};
static Task waits() {
  Held held(9);
  std::vector<Held> more(3);
  co_await std::suspend_always{};
  if (held.number == 0 || more.empty()) std::abort();
}
#endif

static const int N = 7;

// name, type, how it is filled
#define EACH(CASE)                                                                                          \
  CASE(vector, std::vector<Held>, for (int i = 0; i < N; i++) c.emplace_back(i))                            \
  CASE(vector_exact, std::vector<Held>, c.reserve(2); c.emplace_back(1); c.emplace_back(2))                 \
  CASE(vector_spare, std::vector<Held>, c.reserve(40); c.emplace_back(1))                                   \
  CASE(vector_erased, std::vector<Held>, c.resize(9); c.erase(c.begin(), c.begin() + 4))                    \
  CASE(vector_bool, std::vector<bool>, c.resize(4096, true))                                                \
  CASE(vector_char, std::vector<char>, c.resize(4096, 'x'))                                                 \
  CASE(vector_round, std::vector<char>, c.resize(128, 'x'))                                                 \
  CASE(vector_pointers, std::vector<std::unique_ptr<Held>>,                                                 \
       for (int i = 0; i < N; i++) c.push_back(std::make_unique<Held>(i)))                                  \
  CASE(vector_shared, std::vector<std::shared_ptr<Held>>, for (int i = 0; i < N; i++)                       \
           c.push_back(std::make_shared<Held>(i)))                                                          \
  CASE(vector_optional, std::vector<std::optional<Held>>, c.resize(5); c[3].emplace(1))                     \
  CASE(vector_variant, std::vector<VARIANT>, c.resize(5); c[2].emplace<Held>(1); c[3].emplace<0>(7))        \
  CASE(vector_vector, std::vector<std::vector<Held>>, c.resize(4); for (auto &each : c) each.resize(2))     \
  CASE(vector_deep, std::vector<std::vector<std::vector<int>>>,                                             \
       c.assign(3, std::vector<std::vector<int>>(2, std::vector<int>(20))))                                 \
  CASE(vector_wide, std::vector<Wide>, c.resize(3))                                                         \
  CASE(array, ARRAY, (void)c)                                                                               \
  CASE(array_vector, VECTORS, for (auto &each : c) each.resize(3))                                          \
  CASE(valarray, std::valarray<double>, c.resize(100))                                                      \
  CASE(deque, std::deque<Held>, for (int i = 0; i < N; i++) c.emplace_back(i))                              \
  CASE(deque_long, std::deque<Held>, for (int i = 0; i < 300; i++) c.emplace_back(i))                       \
  CASE(deque_both, std::deque<Held>, for (int i = 0; i < 100; i++) i % 2 ? c.emplace_back(i)                \
                                                                         : c.emplace_front(i))              \
  CASE(deque_empty, std::deque<Held>, (void)c)                                                              \
  CASE(list, std::list<Held>, for (int i = 0; i < N; i++) c.emplace_back(i))                                \
  CASE(list_strings, std::list<std::string>, for (int i = 0; i < N; i++) c.emplace_back(90, 'x'))           \
  CASE(forward_list, std::forward_list<Held>, for (int i = 0; i < N; i++) c.emplace_front(i))               \
  CASE(string_short, std::string, c = "short")                                                              \
  CASE(string_long, std::string, c.assign(500, 'x'))                                                        \
  CASE(string_spare, std::string, c = "spare"; c.reserve(500))                                              \
  CASE(string_wide, std::wstring, c.assign(100, L'x'))                                                      \
  CASE(string_16, std::u16string, c.assign(100, u'x'))                                                      \
  CASE(strings, std::vector<std::string>, c.assign(3, "short"); c.emplace_back(100, 'x'))                   \
  CASE(set, std::set<Held>, for (int i = 0; i < N; i++) c.emplace(i))                                       \
  CASE(set_greater, SET_GREATER, for (int i = 0; i < N; i++) c.emplace(i))                                  \
  CASE(set_one, std::set<Held>, c.emplace(1))                                                               \
  CASE(multiset, std::multiset<Held>, for (int i = 0; i < N; i++) c.emplace(i / 2))                         \
  CASE(map, MAP, for (int i = 0; i < N; i++) c.emplace(i, i))                                               \
  CASE(map_large, MAP, for (int i = 0; i < 200; i++) c.emplace(i * 37 % 200, i))                            \
  CASE(map_strings, MAP_STRINGS, for (int i = 0; i < N; i++) c.emplace(std::string(40 + i, 'k'), i))        \
  CASE(map_map, MAP_MAP, for (int i = 0; i < N; i++) c[i % 3].emplace(i, i))                                \
  CASE(map_list, MAP_LIST, for (int i = 0; i < N; i++) c[i % 3].emplace_back(i))                            \
  CASE(multimap, MULTIMAP, for (int i = 0; i < N; i++) c.emplace(i / 2, i))                                 \
  CASE(unordered_set, std::unordered_set<Held>, for (int i = 0; i < N; i++) c.emplace(i))                   \
  CASE(unordered_set_one, std::unordered_set<Held>, c.emplace(1))                                           \
  CASE(unordered_set_large, std::unordered_set<Held>, for (int i = 0; i < 300; i++) c.emplace(i))           \
  CASE(unordered_multiset, std::unordered_multiset<Held>, for (int i = 0; i < N; i++) c.emplace(i / 2))     \
  CASE(unordered_map, UNORDERED_MAP, for (int i = 0; i < N; i++) c.emplace(i, i))                           \
  CASE(unordered_map_strings, UNORDERED_STRINGS, for (int i = 0; i < N; i++)                                \
           c[std::string(40 + i, 'k')].emplace_back(i))                                                     \
  CASE(unordered_multimap, UNORDERED_MULTIMAP, for (int i = 0; i < N; i++) c.emplace(i / 2, i))             \
  CASE(stack, std::stack<Held>, for (int i = 0; i < N; i++) c.emplace(i))                                   \
  CASE(stack_vector, STACK_VECTOR, for (int i = 0; i < N; i++) c.emplace(i))                                \
  CASE(queue, std::queue<Held>, for (int i = 0; i < 200; i++) c.emplace(i))                                 \
  CASE(queue_list, QUEUE_LIST, for (int i = 0; i < N; i++) c.emplace(i))                                    \
  CASE(priority_queue, std::priority_queue<Held>, for (int i = 0; i < N; i++) c.emplace(i))                 \
  CASE(unique_ptr, std::unique_ptr<Held>, c = std::make_unique<Held>(1))                                    \
  CASE(unique_ptr_array, std::unique_ptr<Held[]>, c.reset(new Held[3]))                                     \
  CASE(unique_ptr_chars, std::unique_ptr<char[]>, c.reset(new char[900]))                                   \
  CASE(shared_ptr, std::shared_ptr<Held>, c.reset(new Held(1)))                                             \
  CASE(make_shared, std::shared_ptr<Held>, c = std::make_shared<Held>(1))                                   \
  CASE(shared_from_unique, std::shared_ptr<Held>, c = std::make_unique<Held>(1))                            \
  CASE(shared_alias, std::shared_ptr<int>, auto all = std::make_shared<Held>(1);                            \
       c = std::shared_ptr<int>(all, &all->number))                                                         \
  CASE(shared_deleter, std::shared_ptr<Held>, Held in_deleter(3);                                           \
       c = std::shared_ptr<Held>(new Held(1), [in_deleter](Held *held) { delete held; }))                   \
  CASE(shared_void, std::shared_ptr<void>, c = std::make_shared<Held>(1))                                   \
  CASE(shared_array, std::shared_ptr<Held[]>, c.reset(new Held[3]))                                         \
  CASE(shared_this, std::shared_ptr<Shared>, c = std::make_shared<Shared>();                                \
       c->next = std::make_shared<Shared>())                                                                \
  CASE(shared_ring, std::shared_ptr<Shared>, c = std::make_shared<Shared>();                                \
       c->next = std::make_shared<Shared>(); c->next->next = c)                                             \
  CASE(shared_tree, std::shared_ptr<Node>, c = std::make_shared<Node>(); for (int i = 0; i < 3; i++) {      \
    c->children.push_back(std::make_shared<Node>());                                                        \
    c->children.back()->parent = c;                                                                         \
  })                                                                                                        \
  CASE(weak_ptr, std::weak_ptr<Held>, c = std::make_shared<Held>(1))                                        \
  CASE(atomic_pointer, std::atomic<Held *>, c = new Held(1))                                                \
  CASE(optional, std::optional<Held>, c.emplace(1))                                                         \
  CASE(optional_vector, std::optional<std::vector<Held>>, c.emplace(3))                                     \
  CASE(variant, VARIANT, c.emplace<Held>(1))                                                                \
  CASE(variant_string, VARIANT, c.emplace<std::string>(100, 'x'))                                           \
  CASE(any, std::any, c = Held(1))                                                                          \
  CASE(any_pointer, std::any, c = std::make_shared<Held>(1))                                                \
  CASE(any_map, std::any, c = MAP{{1, Held(1)}})                                                            \
  CASE(function, std::function<int()>, Held held(1); c = [held] { return held.number; })                    \
  CASE(function_pointer, std::function<int()>, auto held = std::make_shared<Held>(1);                       \
       c = [held] { return held->number; })                                                                 \
  CASE(function_bind, std::function<void()>, c = std::bind([](const Held &, int) {}, Held(1), 2))           \
  CASE(functions, std::vector<std::function<int()>>, for (int i = 0; i < N; i++) {                          \
    Held held(i);                                                                                           \
    c.push_back([held] { return held.number; });                                                            \
  })                                                                                                        \
  CASE(packaged_task, std::packaged_task<int()>, Held held(1);                                              \
       c = std::packaged_task<int()>([held] { return held.number; }))                                       \
  CASE(promise, std::promise<Held>, c.set_value(Held(1)))                                                   \
  CASE(future, std::future<Held>, std::promise<Held> promise; promise.set_value(Held(1));                   \
       c = promise.get_future())                                                                            \
  CASE(tuple, TUPLE, std::get<1>(c).resize(3))                                                              \
  CASE(pair, PAIR, c.second.resize(3))                                                                      \
  CASE(pair_string, MAP_PAIRS, for (int i = 0; i < N; i++) c[{i, i}] = std::string(100, 'x'))               \
  CASE(middle, MIDDLE, for (int i = 0; i < N; i++) c.push_back(std::make_unique<Both>()))                   \
  CASE(middle_raw, std::vector<Second *>, for (int i = 0; i < N; i++) c.push_back(new Both))                \
  CASE(virtual_base, std::vector<Root *>, for (int i = 0; i < N; i++) c.push_back(new Bottom))              \
  CASE(virtual_right, std::vector<Right *>, for (int i = 0; i < N; i++) c.push_back(new Bottom))            \
  CASE(member, std::vector<Held *>, for (int i = 0; i < N; i++) c.push_back(&(new Both)->held))             \
  CASE(hooks, Hook, for (int i = 0; i < N; i++) {                                                           \
    Linked *linked = new Linked;                                                                            \
    linked->hook.next = c.next;                                                                             \
    c.next = &linked->hook;                                                                                 \
  })                                                                                                        \
  CASE(stream, std::stringstream, c << std::string(1000, 'x'))                                              \
  CASE(regex, std::regex, c = std::regex("(a|b)*[c-e]{2,3}"))                                               \
  CASE(path, std::filesystem::path, c = "/one/directory/with/a/longer/name/than/fits/in/place")             \
  CASE(exception, std::exception_ptr, c = std::make_exception_ptr(Throwable()))                             \
  EACH_RESOURCE(CASE)                                                                                       \
  EACH_COROUTINE(CASE)                                                                                      \
  /* Last: they have addresses of what is no more. */                                                        \
  CASE(deque_turned, std::deque<Held>, for (int i = 0; i < 300; i++) {                                      \
    c.emplace_back(i);                                                                                      \
    if (i >= N) c.pop_front();                                                                              \
  })                                                                                                        \
  CASE(weak_ptr_counts, std::weak_ptr<Held>, c = std::shared_ptr<Held>(new Held(1)))

// Of resources of memory the containers are told with what they draw from.
#ifdef HAS_RESOURCES
template <class Resource, class Container>
struct Drawn {
  Resource resource;
  Container container{&resource};
};
using MONOTONIC = Drawn<std::pmr::monotonic_buffer_resource, std::pmr::vector<std::pmr::string>>;
using MONOTONIC_MAP = Drawn<std::pmr::monotonic_buffer_resource, std::pmr::map<int, Held>>;
using POOLS = Drawn<std::pmr::unsynchronized_pool_resource, std::pmr::list<Held>>;
using SYNCHRONIZED = Drawn<std::pmr::synchronized_pool_resource, std::pmr::unordered_map<int, Held>>;
#define EACH_RESOURCE(CASE)                                                                                 \
  CASE(pmr_vector, std::pmr::vector<Held>, c.resize(3))                                                     \
  CASE(pmr_string, std::pmr::string, c.assign(300, 'x'))                                                    \
  CASE(pmr_monotonic, MONOTONIC, for (int i = 0; i < 100; i++) c.container.emplace_back(40, 'x'))           \
  CASE(pmr_monotonic_map, MONOTONIC_MAP, for (int i = 0; i < 100; i++) c.container.emplace(i, i))           \
  CASE(pmr_pools, POOLS, for (int i = 0; i < 100; i++) c.container.emplace_back(i))                         \
  CASE(pmr_synchronized, SYNCHRONIZED, for (int i = 0; i < 100; i++) c.container.emplace(i, i))
#else
#define EACH_RESOURCE(CASE)
#endif
#ifdef HAS_COROUTINES
#define EACH_COROUTINE(CASE) CASE(coroutine, std::optional<Task>, c = waits())
#else
#define EACH_COROUTINE(CASE)
#endif

using VARIANT = std::variant<int, Held, std::string>;
using ARRAY = std::array<Held, 5>;
using VECTORS = std::array<std::vector<Held>, 3>;
using SET_GREATER = std::set<Held, std::greater<Held>>;
using MAP = std::map<int, Held>;
using MAP_STRINGS = std::map<std::string, Held>;
using MAP_MAP = std::map<int, std::map<int, Held>>;
using MAP_LIST = std::map<int, std::list<Held>>;
using MAP_PAIRS = std::map<std::pair<int, int>, std::string>;
using MULTIMAP = std::multimap<int, Held>;
using UNORDERED_MAP = std::unordered_map<int, Held>;
using UNORDERED_STRINGS = std::unordered_map<std::string, std::vector<Held>>;
using UNORDERED_MULTIMAP = std::unordered_multimap<int, Held>;
using STACK_VECTOR = std::stack<Held, std::vector<Held>>;
using QUEUE_LIST = std::queue<Held, std::list<Held>>;
using TUPLE = std::tuple<int, std::vector<Held>, Held>;
using PAIR = std::pair<Held, std::vector<Held>>;
using MIDDLE = std::vector<std::unique_ptr<Second>>;

enum { STATIC, PLACE, THREAD, LOCAL };
static int root;
static void *volatile *locals;

static void tell(const char *name, const void *container, int from) {
  std::printf("case %s %lu %d\n", name, reinterpret_cast<uintptr_t>(container), handed_count - from);
  for (int at = from; at < handed_count; at++) {
    std::printf("chunk %s %lu %zu\n", name, ~handed[at],
                malloc_usable_size(reinterpret_cast<void *>(~handed[at])));
  }
}

#define VARIABLES(name, type, ...)                                                                          \
  type *volatile static_##name;                                                                             \
  thread_local type *volatile thread_##name;                                                                \
  alignas(type) char place_##name[sizeof(type)];                                                            \
  __attribute__((noinline)) static void make_##name(int number) {                                           \
    int from = handed_count;                                                                                \
    type *made = root == PLACE ? new (place_##name) type() : new type();                                    \
    {                                                                                                       \
      type &c = *made;                                                                                      \
      __VA_ARGS__;                                                                                                \
    }                                                                                                       \
    if (root == STATIC) static_##name = made;                                                               \
    if (root == THREAD) thread_##name = made;                                                               \
    if (root == LOCAL) locals[number] = made;                                                               \
    tell(#name, made, from);                                                                                \
  }                                                                                                         \
  static void drop_##name(int number) {                                                                     \
    static_##name = nullptr;                                                                                \
    thread_##name = nullptr;                                                                                \
    std::memset(place_##name, 0, sizeof place_##name);                                                      \
    locals[number] = nullptr;                                                                               \
  }
EACH(VARIABLES)

#define FUNCTIONS(name, type, ...) {make_##name, drop_##name},
static const struct {
  void (*make)(int);
  void (*drop)(int);
} all[] = {EACH(FUNCTIONS)};
static const int CASES = sizeof all / sizeof *all;

// Where calls have left addresses on the stack, something else stands afterwards.
__attribute__((noinline)) static void sweep_stack() {
  volatile char swept[64 << 10];
  for (size_t at = 0; at < sizeof swept; at++) swept[at] = 0;
}

__attribute__((noinline)) static void make_all() {
  for (int number = 0; number < CASES; number++) all[number].make(number);
}

int main(int, char **arguments) {
  void *volatile on_stack[CASES] = {};
  locals = on_stack;
  const char *kind = arguments[1];
  root = !std::strcmp(kind, "static") ? STATIC : !std::strcmp(kind, "place") ? PLACE
         : !std::strcmp(kind, "thread") ? THREAD : LOCAL;
  counting = true;
  make_all();
  counting = false;
  sweep_stack();
  std::printf("ready %d\n", getpid());
  std::fflush(stdout);
  char line[64];
  while (read(0, line, sizeof line) > 0) {
    for (int number = 0; number < CASES; number++) all[number].drop(number);
    sweep_stack();
    std::printf("done\n");
    std::fflush(stdout);
  }
  return on_stack[0] != nullptr;
}
