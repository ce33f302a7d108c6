/** What things cost, in any currency. Inputs: look your own up. */
export interface Prices {
  /** One worker's machine for a month. */
  readonly workerMonth: number;
  /** Server, database and Redis for a month. */
  readonly serverMonth: number;
  readonly storageGbMonth: number;
  readonly trafficGb: number;
  /** A service that is paid by the minute, to compare with. */
  readonly serviceStoreMinuteMonth: number;
  readonly serviceDeliverMinute: number;
  readonly serviceEncodeMinute: number;
}

/** What is used in a month. */
export interface Usage {
  readonly workers: number;
  readonly uploadedHours: number;
  readonly watchedHours: number;
  /** Months a lecture is kept; storage is what that many months of uploads come to. */
  readonly keptMonths: number;
  /** All renditions and, where kept, the source. */
  readonly storedGbPerHour: number;
  readonly watchedGbPerHour: number;
}

/** One line of a month's bill. */
export interface BillLine {
  readonly what: string;
  readonly cost: number;
}

/** A month of one's own machines, in the long run: when as much is deleted as comes. */
export function ownBill(usage: Usage, prices: Prices): BillLine[] {
  const storedGb = usage.uploadedHours * usage.keptMonths * usage.storedGbPerHour;
  return [
    { what: `${usage.workers} workers`, cost: usage.workers * prices.workerMonth },
    { what: 'server, database, Redis', cost: prices.serverMonth },
    { what: `storage, ${Math.round(storedGb)} GB`, cost: storedGb * prices.storageGbMonth },
    {
      what: `traffic, ${Math.round(usage.watchedHours * usage.watchedGbPerHour)} GB`,
      cost: usage.watchedHours * usage.watchedGbPerHour * prices.trafficGb,
    },
  ];
}

/** The same month at a service that is paid by the minute. */
export function serviceBill(usage: Usage, prices: Prices): BillLine[] {
  const storedMinutes = usage.uploadedHours * usage.keptMonths * 60;
  return [
    { what: 'encoding', cost: usage.uploadedHours * 60 * prices.serviceEncodeMinute },
    { what: 'minutes stored', cost: storedMinutes * prices.serviceStoreMinuteMonth },
    { what: 'minutes delivered', cost: usage.watchedHours * 60 * prices.serviceDeliverMinute },
  ];
}

/** Sum of a bill. */
export function total(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { cost }) => sum + cost, 0);
}
