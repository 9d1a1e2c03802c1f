'use strict';
// A file of its own, because an old Node cannot even parse import().
import('../main.ts');
