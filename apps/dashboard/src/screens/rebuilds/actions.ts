import { api, dataOf, type Schemas } from '../../api/client.js';

/** What an administrator can have done. */
export type Action =
  | { readonly kind: 'start' }
  | { readonly kind: 'switch' | 'drop' | 'resume' | 'rollBack'; readonly generation: Schemas['Projection'] };

export type Switching = 'auto' | 'manual';

const projection = 'calls';

/** @throws ProblemError 409 where it cannot be done as things are now */
export const perform = async (action: Action, switching: Switching): Promise<void> => {
  if (action.kind === 'start') {
    const params = { path: { projection } } as const;
    await dataOf(api.POST('/admin/projections/{projection}/rebuilds', { params, body: { switch: switching } }));
    return;
  }
  const params = { path: { projection, id: action.generation.name } } as const;
  switch (action.kind) {
    case 'switch':
      await api.POST('/admin/projections/{projection}/rebuilds/{id}/switch', { params });
      return;
    case 'resume':
      await api.POST('/admin/projections/{projection}/rebuilds/{id}/resume', { params });
      return;
    case 'drop':
      await api.DELETE('/admin/projections/{projection}/rebuilds/{id}', { params });
      return;
    case 'rollBack':
      await api.POST('/admin/projections/{projection}/rollback', { params: { path: { projection } } });
      return;
  }
};

type State = Schemas['Projection']['state'];

const BY_STATE: Readonly<Record<State, readonly ('switch' | 'drop' | 'resume')[]>> = {
  building: ['drop'],
  ready: ['switch', 'drop'],
  failed: ['resume', 'drop'],
  kept: ['drop'],
  live: [],
};

/** What can be done with a generation in its state. */
export const actionsOf = (generation: Schemas['Projection']): readonly Action[] =>
  BY_STATE[generation.state].map((kind) => ({ kind, generation }));

/** The generation that a rollback makes live again: of those that are kept, the one that was live last. */
export const lastKept = (generations: readonly Schemas['Projection'][]): Schemas['Projection'] | undefined =>
  generations
    .filter(({ state }) => state === 'kept')
    .sort((one, other) => (other.switchedAt ?? '').localeCompare(one.switchedAt ?? ''))[0];
