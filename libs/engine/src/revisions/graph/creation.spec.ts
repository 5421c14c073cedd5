import { planMerge, planRevision, type RevisionRequest } from './creation';
import { codeOf, draw } from './testing/draw';

const forked = draw('a b(a) c1(b){shop} d1(c1) c2(b){news} d2(c2)');
const line = draw('1a2b3c 1a2b4d(1a2b3c){lib}');

describe('a new revision', () => {
  it('follows the head', () => {
    expect(planRevision(line, { id: 'n' })).toEqual({ down: ['1a2b4d'], dependsOn: [] });
  });

  it('follows what it is told to, as a full id', () => {
    expect(planRevision(line, { id: 'n', head: '1a2b3', splice: true }).down).toEqual(['1a2b3c']);
    expect(planRevision(forked, { id: 'n', head: 'shop@head' }).down).toEqual(['d1']);
    expect(planRevision(forked, { id: 'n', head: ['d1', 'd2'] }).down).toEqual(['d1', 'd2']);
    expect(planRevision(forked, { id: 'n', head: 'base' }).down).toEqual([]);
  });

  it('depends on full ids, and on labels as labels', () => {
    expect(planRevision(line, { id: 'n', dependsOn: ['1a2b3', 'lib'] }).dependsOn).toEqual(['1a2b3c', 'lib']);
  });

  const refused: readonly [RevisionRequest, string][] = [
    [{ id: 'a-b', head: 'd1' }, 'illegal-revision-id'],
    [{ id: 'a b', head: 'd1' }, 'illegal-revision-id'],
    [{ id: '', head: 'd1' }, 'illegal-revision-id'],
    [{ id: 'current', head: 'd1' }, 'illegal-revision-id'],
    [{ id: 'x'.repeat(33), head: 'd1' }, 'illegal-revision-id'],
    [{ id: 'a', head: 'd1' }, 'used-revision-id'],
    [{ id: 'shop', head: 'd1' }, 'used-revision-id'],
    [{ id: 'n' }, 'multiple-heads'],
    [{ id: 'n', head: 'nope' }, 'unknown-revision'],
    [{ id: 'n', head: 'b' }, 'not-a-head'],
    [{ id: 'n', head: ['d1', 'd1'] }, 'duplicate-heads'],
    [{ id: 'n', head: ['c1', 'd1'], splice: true }, 'overlap'],
    [{ id: 'n', head: 'd1', dependsOn: ['nope'] }, 'unknown-revision'],
    [{ id: 'n', head: 'd1', dependsOn: ['heads'] }, 'multiple-heads'],
    [{ id: 'n', head: 'd1', dependsOn: ['base'] }, 'unknown-revision'],
    [{ id: 'n', head: 'd1', branchLabels: ['news'] }, 'duplicate-branch-label'],
    [{ id: 'n', head: 'd1', branchLabels: ['a'] }, 'duplicate-branch-label'],
    [{ id: 'n', head: 'd1', branchLabels: ['n'] }, 'duplicate-branch-label'],
    [{ id: 'n', head: 'd1', branchLabels: ['no:way'] }, 'illegal-branch-label'],
    [{ id: 'n', head: 'd1', branchLabels: ['heads'] }, 'illegal-branch-label'],
  ];
  it.each(refused)('is refused before a file is written: %j: %s', (request, code) => {
    expect(codeOf(() => planRevision(forked, request))).toBe(code);
  });
});

describe('a merge', () => {
  it('joins revisions, by any symbol', () => {
    expect(planMerge(forked, { id: 'n', revisions: ['heads'] }).down).toEqual(['d1', 'd2']);
    expect(planMerge(forked, { id: 'n', revisions: ['news@head', 'd1'] }).down).toEqual(['d2', 'd1']);
  });

  it('of what others follow needs --splice', () => {
    expect(codeOf(() => planMerge(forked, { id: 'n', revisions: ['c1', 'd2'] }))).toBe('not-a-head');
    expect(planMerge(forked, { id: 'n', revisions: ['c1', 'd2'], splice: true }).down).toEqual(['c1', 'd2']);
  });

  it('of nothing is refused', () => {
    expect(codeOf(() => planMerge(forked, { id: 'n', revisions: [] }))).toBe('usage');
  });
});
