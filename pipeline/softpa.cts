#!/usr/bin/env node
// Name resolution runs on half of libuv's threads, four unless the environment says otherwise, and a few dead hosts would
// hold them all. libuv reads the number when its first thread starts: loading an ES module is too late, so this is none.
process.env.UV_THREADPOOL_SIZE ??= '128'
void import('./cli.js')
