#!/usr/bin/env node
// Written so that any Node can read it: nothing newer than 2015, and nothing is loaded before the version is checked.
'use strict';

var fs = require('fs');
var os = require('os');
var path = require('path');

var needed = [22, 19];

function isNewEnough() {
  var have = process.versions.node.split('.').map(Number);
  return have[0] > needed[0] || (have[0] === needed[0] && have[1] >= needed[1]);
}

/** A clone runs the source; the package has one bundled file. */
function start() {
  if (fs.existsSync(path.join(__dirname, '../main.ts'))) return require('./source.js');
  keepCompiled();
  require('../../dist/pullpass.cjs');
}

/** In the user's own cache: in a shared folder, another user could plant code. */
function keepCompiled() {
  var caches;
  try {
    caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
    require('module').enableCompileCache(path.join(caches, 'pullpass/node-compile-cache'));
  } catch (_) {
    // Without a home folder, the program only starts more slowly.
  }
}

/** On Linux, npm ci installs the pinned Node. */
function startOn(pinned) {
  var run = require('child_process').spawn(pinned, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // Ctrl-C reaches the program from the terminal and from here; it counts both as one.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (name) {
    process.on(name, function () { run.kill(name); });
  });
  run.on('exit', function (code, signal) {
    process.exit(signal ? 128 + os.constants.signals[signal] : code);
  });
}

function main() {
  if (isNewEnough()) return start();
  var pinned = path.join(__dirname, '../../node_modules/node-' + process.platform + '-' + process.arch + '/bin/node');
  if (fs.existsSync(pinned)) return startOn(pinned);
  process.stderr.write('pullpass needs Node.js ' + needed.join('.') + ' or newer; this is ' + process.version + '.\n');
  process.exit(2);
}

main();
