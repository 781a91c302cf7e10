Error: Could not find or load main class dev.fathom.cli.Main
Caused by: java.lang.ClassNotFoundException: dev.fathom.cli.Main
