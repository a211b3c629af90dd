"""Make a release: check that everything agrees, build, try what was built, say how to publish it. `python tools/release`.

    the version, CHANGELOG.md, the packaged editions, the tags    agree with each other
    sources/                                                      give the packaged data
    sdist and wheel                                               come out the same, byte for byte, wherever they are built
    the wheel                                                     holds the package, nothing else, and is small enough
    a clean environment                                           installs the wheel and passes tests/smoke.py

Everything happens in a temporary folder; the two files are put into place when all of it has passed. Nothing is tagged, pushed or
uploaded: the commands for that are printed last. Exit codes: 0 made, 1 something is wrong, 2 wrong usage.
"""
