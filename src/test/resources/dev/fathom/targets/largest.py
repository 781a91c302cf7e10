"""Most of whose memory is held in one way, by the first argument:

    joint      3,000 carts, held by a dict and by functions in a list
    linked     a list of 3,000 nodes, each of which the one before it holds too
    tasks      3,000 coroutines of one function
    document   a document of lxml to which two elements lead
    spread     nothing of the kind

Then serves (see truth.py).
"""

import sys

import truth

kind = sys.argv[1]


class Cart(object):
    def __init__(self):
        self.items = [bytes(bytearray(1000)) for _ in range(8)]


class Node(object):
    def __init__(self, before):
        self.before = before
        self.body = bytes(bytearray(5000))


async def waiter(future):
    body = bytes(5000)
    await future
    return body


def joint():
    global SESSIONS, _callbacks
    SESSIONS = {}
    _callbacks = []
    for number in range(3000):
        cart = Cart()
        SESSIONS["session%d" % number] = cart
        _callbacks.append(lambda cart=cart: cart)


def linked():
    global nodes, last
    nodes = []
    last = [None]
    for _ in range(3000):
        last[0] = Node(last[0])
        nodes.append(last[0])


def tasks():
    global running, loop
    import asyncio

    loop = asyncio.new_event_loop()
    running = {loop.create_task(waiter(loop.create_future())) for _ in range(3000)}
    loop.run_until_complete(asyncio.sleep(0))


def document():
    global whole, first
    from lxml import etree

    whole = etree.fromstring("<r>" + "<a b='c'>text of some length here</a>" * 20000 + "</r>")
    first = whole[0]


if kind != "spread":
    globals()[kind]()
truth.serve()
