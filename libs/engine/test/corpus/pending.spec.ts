import { PENDING } from './pending';

/** What does not hold yet is seen in each run. */
describe('pending', () => {
  for (const { pair, reason } of PENDING) it.todo(`${pair.name}: ${reason}`);

  it('says for each case what it waits for', () => {
    expect(PENDING.filter(({ reason }) => reason === '')).toEqual([]);
  });
});
