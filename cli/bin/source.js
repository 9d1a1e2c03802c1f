'use strict';
// In a file of its own, for an old Node cannot even read import().
import('../main.ts');
