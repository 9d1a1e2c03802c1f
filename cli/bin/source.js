'use strict';
// A file of its own, because an old Node cannot even parse import().
var path = require('path');

// cli/program/compileCache.ts names the same folder. Before main.ts is read: with what it keeps, Node need not load what
// strips types, which takes 40 ms. If it cannot be written, the program only starts more slowly.
require('module').enableCompileCache(path.join(__dirname, '../../node_modules/.cache/node-compile-cache'));
import('../main.ts');
