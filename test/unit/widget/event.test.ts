import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askOf, readEvent } from '../../../functions/widget/event.ts';
import { aWidgetEvent } from '../../support/widget/event.ts';

test('a widget without parameters requests the whole fleet, in the dashboard’s style', () => {
  const event = aWidgetEvent({}, { theme: 'dark', timezone: { offsetISO: '+02:00' } });
  expect(readEvent(event)).toEqual({
    describe: false,
    ask: { search: '' },
    theme: 'dark',
    offset: '+02:00',
  });
});

test('parameters of the widget, and of a click, are at the top level', () => {
  expect(readEvent(aWidgetEvent({ search: ' Prod-EU ', phase: 'Failing', cursor: 'abc' })).ask).toEqual({
    search: 'prod-eu',
    phase: 'Failing',
    cursor: 'abc',
  });
  expect(readEvent(aWidgetEvent({ cluster: 'prod-eu-1' })).ask).toEqual({ search: '', cluster: 'prod-eu-1' });
});

test('the fields count only if their button was clicked, because they come with every call', () => {
  const typed = { forms: { all: { search: 'typed', phase: 'Paused' } } };
  expect(readEvent(aWidgetEvent({ search: 'asked', phase: '' }, typed)).ask).toEqual({ search: 'asked' });
  expect(readEvent(aWidgetEvent({ form: true }, typed)).ask).toEqual({ search: 'typed', phase: 'Paused' });
});

test('describe requests the documentation', () => {
  expect(readEvent({ describe: true }).describe).toBe(true);
});

describe('anything that is not a parameter is ignored', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a list', []],
    ['an invalid context', { widgetContext: 'x' }],
    ['a context of other types', { widgetContext: { theme: 'blue', timezone: 7, forms: [] } }],
    ['values of other types', { search: 7, phase: 'healthy', cursor: {} }],
    ['a name that no cluster can have', { cluster: '../<b>' }],
    ['values too long', { search: 'x'.repeat(64), phase: ['Failing'], cursor: 'x'.repeat(8_001) }],
  ])('%s', (_, event) => {
    expect(readEvent(event)).toEqual({
      describe: false,
      ask: { search: '' },
      theme: 'light',
      offset: '+00:00',
    });
  });

  test('whatever comes, it becomes a valid request', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(typeof readEvent(event).ask.search).toBe('string');
        expect(typeof askOf(event).search).toBe('string');
      }),
    );
  });
});
