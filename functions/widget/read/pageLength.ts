/** Clusters on one page: what BatchGetItem takes at once is twice that, and a person reads less. */
export const pageLength = 50;
