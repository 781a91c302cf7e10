import os, sys
sys.path.insert(0, os.environ["HERE"])
from app import keep
for _ in range(10):
    keep.delay(10_000)
