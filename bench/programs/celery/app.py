import gc, json, os
from celery import Celery

work = os.environ["WORK"]
app = Celery("app", broker="filesystem://")
app.conf.broker_transport_options = {"data_folder_in": work + "/in", "data_folder_out": work + "/in", "processed_folder": work + "/processed"}
RESULTS = []


@app.task
def keep(count):
    RESULTS.extend({"number": at, "text": "result %d" % at} for at in range(len(RESULTS), len(RESULTS) + count))
    if len(RESULTS) >= 100_000:
        with open(work + "/truth", "w") as file:
            json.dump({"results": len(RESULTS), "owned": 3 * len(RESULTS)}, file)
        gc.collect()
        os.rename(work + "/truth", work + "/truth.json")
