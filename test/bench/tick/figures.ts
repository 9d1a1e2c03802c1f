import { atMost, type Figure } from '../report/figure.ts';
import type { Units } from './units.ts';

/** The cost of a tick with this many clusters registered, and this many of them due. */
export interface Cell {
  registered: number;
  due: number;
  milliseconds: number;
  units: Units;
}

/** First the cells with a fixed number due, one for each of `sizes` sizes; then those with a fixed share due. */
export function figuresOf(cells: readonly Cell[], sizes: number): Figure[] {
  const withDue = (isFixed: boolean) => cells.filter((_, index) => index < sizes === isFixed);
  const units = ({ units: { read, written } }: Cell) => read + written;
  const list = (of: readonly Cell[], value: (cell: Cell) => string) => of.map(value).join(' : ');
  const [same, percent] = [withDue(true), withDue(false)];
  const [small, , large] = same;
  const [, some, many] = percent;
  if (!small || !large || !some || !many) throw new Error('unreachable: there are three sizes');
  const ratioOfUnits = units(large) / units(small);
  const ratioOfTimes = large.milliseconds / small.milliseconds;
  const perDue = units(many) / many.due / (units(some) / some.due);
  return [
    atMost('DynamoDB units of a tick with 20 due, of 10,000 registered : of 100', ratioOfUnits, {
      limit: 1.25,
      must: '≤ 1.25×',
      shown: `${ratioOfUnits.toFixed(2)}× (${list(same, (cell) => units(cell).toFixed(1))} for 100 : 1,000 : 10,000)`,
    }),
    atMost('Time of a tick with 20 due, of 10,000 registered : of 100', ratioOfTimes, {
      limit: 1.25,
      must: '≤ 1.25×',
      shown: `${ratioOfTimes.toFixed(2)}× (${list(same, ({ milliseconds }) => milliseconds.toFixed(0))} ms)`,
    }),
    atMost('DynamoDB units per due cluster with 1 % due, of 10,000 : of 1,000', perDue, {
      limit: 1,
      must: '≤ 1×',
      shown: `${perDue.toFixed(2)}× (a tick: ${list(percent, (cell) => `${units(cell).toFixed(0)} units, ${cell.milliseconds.toFixed(0)} ms`)})`,
    }),
  ];
}
