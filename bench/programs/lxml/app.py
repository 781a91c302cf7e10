import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

from lxml import etree
etree.fromstring("<a/>")
before = in_use()
tree = etree.ElementTree(etree.XML("<list>" + "".join('<item number="%d">text %d</item>' % (at, at) for at in range(200_000)) + "</list>"))
ready(elements=len(tree.getroot()), tree=in_use() - before)
