import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import asyncio, gc, json, signal
from aiohttp import web


async def wait(queue, number):
    notes = {"number": number, "text": "task %d" % number}
    while True:
        notes["got"] = await queue.get()


async def main():
    application = web.Application()
    runner = web.AppRunner(application)
    await runner.setup()
    await web.UnixSite(runner, os.environ["WORK"] + "/s").start()
    queues = [asyncio.Queue() for _ in range(20_000)]
    jobs = [asyncio.create_task(wait(queue, number)) for number, queue in enumerate(queues)]
    application["jobs"] = jobs
    await asyncio.sleep(0)
    for queue in queues[:100]:
        queue.put_nowait("first")
    await asyncio.sleep(0)
    with open("truth.json", "w") as file:
        json.dump({"tasks": len(asyncio.all_tasks())}, file)
    gc.collect()
    print("READY", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
