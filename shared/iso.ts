/** Epoch milliseconds → ISO 8601 in UTC with milliseconds, so that times sort as text. */
export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
