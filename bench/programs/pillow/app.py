import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

from PIL import Image
images = [Image.new("RGB", (2000, 1000), (at, 2 * at, 3 * at + 1)) for at in range(12)]
ready(pixels=sum(4 * image.width * image.height for image in images))
