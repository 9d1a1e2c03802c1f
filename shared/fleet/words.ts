const grouped = new Intl.NumberFormat('en');

/** `10,000` */
export const number = (count: number): string => grouped.format(count);

/** `1 cluster`, `3 clusters` */
export const clusters = (count: number): string =>
  `${number(count)} ${several(count, 'cluster', 'clusters')}`;

export const several = (count: number, one: string, more: string): string => (count === 1 ? one : more);
