#!/usr/bin/env node
// Name resolution runs on half of libuv's threads, four unless the environment says otherwise, and a few dead hosts would
// hold them all. libuv reads the number when its first thread starts: loading an ES module is too late, so this is none.
process.env.UV_THREADPOOL_SIZE ??= '128'
// V8 lets garbage grow to several times what lives: half a gigabyte on a run over thousands of hosts. Pictures count as heap:
// at 30 all of it is marked for every 120 of them, half of the CPU of a run that only downloads; at 100 such a run is fastest, and
// takes 400 to 415 MB where 60 takes some 360.
process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=60')
void import('./cli.js')
