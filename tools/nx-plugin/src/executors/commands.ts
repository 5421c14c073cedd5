import { commandExecutor } from './command-executor';

// One line for each command; a spec holds this list, executors.json and the engine's table of commands together.
const backup = commandExecutor('backup');
const branches = commandExecutor('branches');
const check = commandExecutor('check');
const current = commandExecutor('current');
const downgrade = commandExecutor('downgrade');
const edit = commandExecutor('edit');
const heads = commandExecutor('heads');
const history = commandExecutor('history');
const importHistory = commandExecutor('import');
const init = commandExecutor('init');
const merge = commandExecutor('merge');
const plan = commandExecutor('plan');
const rebase = commandExecutor('rebase');
const review = commandExecutor('review');
const revision = commandExecutor('revision');
const show = commandExecutor('show');
const stamp = commandExecutor('stamp');
const status = commandExecutor('status');
const upgrade = commandExecutor('upgrade');

export {
  backup,
  branches,
  check,
  current,
  downgrade,
  edit,
  heads,
  history,
  importHistory as import,
  init,
  merge,
  plan,
  rebase,
  review,
  revision,
  show,
  stamp,
  status,
  upgrade,
};
