#!/usr/bin/env node
// Any Node can read this: nothing newer than 2015, and nothing is loaded before the version is known.
'use strict';

var fs = require('fs');
var os = require('os');
var path = require('path');

var needed = [22, 19];

function isNewEnough() {
  var have = process.versions.node.split('.').map(Number);
  return have[0] > needed[0] || (have[0] === needed[0] && have[1] >= needed[1]);
}

/** In a clone the source runs as it is; the package has one bundled file. */
function start() {
  if (fs.existsSync(path.join(__dirname, '../main.ts'))) return require('./source.js');
  keepCompiled();
  require('../../dist/pullpass.cjs');
}

/** In the user's own cache: in a folder for all, another user could put code in before us. */
function keepCompiled() {
  var caches;
  try {
    caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
    require('module').enableCompileCache(path.join(caches, 'pullpass/node-compile-cache'));
  } catch (_) {
    // There is no home: it just starts more slowly.
  }
}

/** On Linux, npm ci brings the pinned Node. */
function startOn(pinned) {
  var run = require('child_process').spawn(pinned, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // The program takes a Ctrl-C that comes from the terminal and from here for one.
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
