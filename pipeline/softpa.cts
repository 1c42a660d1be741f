#!/usr/bin/env node
// Name resolution runs on half of libuv's threads, four unless the environment says otherwise, and a few dead hosts would
// hold them all. libuv reads the number when its first thread starts: loading an ES module is too late, so this is none.
process.env.UV_THREADPOOL_SIZE ??= '128'
// V8 lets garbage grow to several times what lives: half a gigabyte on a run over thousands of hosts. At 20 a run that only
// downloads takes a fifth more CPU than at 100.
process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=100')
void import('./cli.js')
