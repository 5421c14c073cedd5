import { withInserted } from '../kernel/ordering';
import { displayName, isSameName, type QualifiedName, type SchemaModel, type View } from '../model/schema';
import { cannot, refuseTaken, requireSchema } from './apply-refusal';
import type { OpHandlers } from './operation';

/** What operations on views do to a model. What a query reads is text, and is not looked into. */
export const applyViewHandlers = {
  createView: ({ view }, model) => {
    requireSchema(model, view);
    refuseTaken(model, view);
    return { ...model, views: withInserted(model.views, view, displayName) };
  },
  dropView: ({ view }, model) => {
    const found = findView(model, view);
    return { ...model, views: model.views.filter((other) => other !== found) };
  },
  replaceView: ({ view, to }, model) => {
    const found = findView(model, view);
    if (found.materialized) throw cannot('a materialized view is dropped and created again');
    return {
      ...model,
      views: model.views.map((other) => (other === found ? { ...other, definition: to.definition } : other)),
    };
  },
} satisfies Pick<OpHandlers<SchemaModel, [SchemaModel]>, 'createView' | 'dropView' | 'replaceView'>;

function findView(model: SchemaModel, name: QualifiedName): View {
  const found = model.views.find((view) => isSameName(view, name));
  if (found === undefined) throw cannot(`there is no view ${displayName(name)}`);
  return found;
}
