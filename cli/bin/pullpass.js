#!/usr/bin/env node
// Any Node can read this: nothing newer than 2015, and nothing is loaded before the version is known.
'use strict';

var fs = require('fs');
var path = require('path');

var needed = [22, 19];

function isNewEnough() {
  var have = process.versions.node.split('.').map(Number);
  return have[0] > needed[0] || (have[0] === needed[0] && have[1] >= needed[1]);
}

/** In a clone the source runs as it is; the package has one bundled file. */
function start() {
  var source = path.join(__dirname, '../main.ts');
  if (fs.existsSync(source)) import(source);
  else require('../../dist/pullpass.cjs');
}

/** On Linux, npm ci brings the pinned Node. */
function startOn(pinned) {
  var run = require('child_process').spawn(pinned, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both, and the program decides what it means. What is sent to this one is passed on.
  process.on('SIGINT', function () {});
  process.on('SIGTERM', function () { run.kill('SIGTERM'); });
  process.on('SIGHUP', function () { run.kill('SIGHUP'); });
  run.on('exit', function (code, signal) { process.exit(signal ? 1 : code); });
}

function main() {
  if (isNewEnough()) return start();
  var pinned = path.join(__dirname, '../../node_modules/node-' + process.platform + '-' + process.arch + '/bin/node');
  if (fs.existsSync(pinned)) return startOn(pinned);
  process.stderr.write('pullpass needs Node.js ' + needed.join('.') + ' or newer; this is ' + process.version + '.\n');
  process.exit(2);
}

main();
