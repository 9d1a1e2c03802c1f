import { expect, test } from '@jest/globals';
import { isLabelSelector } from '../../../shared/targets/labelSelector.ts';

test.each([
  'pull=ecr',
  'pull == ecr, tier!=dev',
  'pull',
  '! pull',
  'example.com/pull=',
  'env in (prod, stage),tier notin (dev),x',
  'env in (,prod)',
  'generation>3,generation < 9',
])('%s is a selector', (selector) => {
  expect(isLabelSelector(selector)).toBe(true);
});

test.each([
  'pull=ecr,',
  ',',
  ' ',
  'env in prod',
  'env in (prod',
  'env in prod)',
  'env within (prod)',
  'a=b=c',
  '=b',
  'a b',
  'a=not a value',
  'Example.com/pull=x',
  'a/b/c',
  `a=${'x'.repeat(64)}`,
  'generation>many',
  'env in (a b)',
])('"%s" is not one', (selector) => {
  expect(isLabelSelector(selector)).toBe(false);
});
