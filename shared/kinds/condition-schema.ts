import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import type { Condition } from './power-tool.ts';
import { word } from './schema.ts';

const textOf = (description: string, maxLength: number) => Type.String({ description, maxLength });

const condition = Type.Object(
  {
    type: textOf('What it tells of.', 64),
    status: word('Whether it holds.', ['True', 'False', 'Unknown'] as const),
    reason: textOf('One word for programs.', 128),
    message: textOf('One sentence for people.', 32_768),
    lastTransitionTime: Type.String({ description: 'When status changed last.', format: 'date-time' }),
  } satisfies Record<keyof Condition, TSchema>,
  { description: 'As in Kubernetes.' },
);

/** The conditions of every Kind. */
export const conditionsSchema = Type.Array(condition, {
  description: 'What holds of the object now.',
  maxItems: 16,
});
