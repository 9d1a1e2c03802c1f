/** Clusters on one page. BatchGetItem could take twice as many, but a person reads fewer. */
export const pageLength = 50;
