import { expect, it } from 'vitest';

import { ownBill, type Prices, serviceBill, total, type Usage } from './bill.ts';

const USAGE: Usage = {
  workers: 2,
  uploadedHours: 10,
  watchedHours: 100,
  keptMonths: 12,
  storedGbPerHour: 2,
  watchedGbPerHour: 0.5,
};
const PRICES: Prices = {
  workerMonth: 15,
  serverMonth: 40,
  storageGbMonth: 0.02,
  trafficGb: 0.01,
  serviceStoreMinuteMonth: 0.005,
  serviceDeliverMinute: 0.001,
  serviceEncodeMinute: 0.01,
};

it('adds up a month of own machines', () => {
  expect(ownBill(USAGE, PRICES).map(({ cost }) => cost)).toEqual([30, 40, 240 * 0.02, 0.5]);
  expect(total(ownBill(USAGE, PRICES))).toBeCloseTo(75.3);
});

it('adds up the same month by the minute', () => {
  expect(serviceBill(USAGE, PRICES).map(({ cost }) => cost)).toEqual([6, 36, 6]);
});
