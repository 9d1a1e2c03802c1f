import { describe, expect, test } from '@jest/globals';
import { type Colours, dark, light } from '../../../functions/widget/render/colours.ts';
import { contrast } from '../../support/widget/contrast.ts';

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for everything else. */
const forText = 4.5;
const forShapes = 3;

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('in the theme %s', (_, colours) => {
  const ratio = (a: keyof Colours, b: keyof Colours) => contrast(colours[a], colours[b]);

  test.each([
    ['text', 'ground'],
    ['text', 'raised'],
    ['quiet', 'ground'],
    ['quiet', 'raised'],
    ['link', 'ground'],
    ['safe', 'ground'],
    ['attention', 'ground'],
    ['risk', 'ground'],
    ['expired', 'ground'],
    ['onLevel', 'safe'],
    ['onLevel', 'attention'],
    ['onLevel', 'risk'],
    ['onLevel', 'expired'],
    ['onLevel', 'quiet'],
  ] as const)('%s can be read on %s', (a, b) => {
    expect(ratio(a, b)).toBeGreaterThanOrEqual(forText);
  });

  test.each([
    ['safe', 'track'],
    ['risk', 'track'],
    ['quiet', 'track'],
    ['edge', 'ground'],
  ] as const)('%s can be seen on %s', (a, b) => {
    expect(ratio(a, b)).toBeGreaterThanOrEqual(forShapes);
  });
});

test('the measure itself: black on white is 21, and a colour on itself is 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#777777')).toBe(1);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
