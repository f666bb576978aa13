/**
 * What a rule is: the form of a value from the forms of its arguments.
 *
 * Law. Wherever the node is defined (and with it all that it is made of), its value is that of its form. A rule
 * may assume that much and the signs that are proven, and nothing else; where it has no form to give it
 * answers undefined, or gives up by `tooLarge`, and the node is an atom.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Form } from '../form/form.js';
import type { Ring } from '../form/ring.js';
import { signOfBounds, signOfForm, stronger } from '../form/sign.js';
import type { ProvenSign } from '../form/sign.js';

export interface Operand {
  readonly form: Form;
  readonly bounds: Enclosure;
}

export type Rule = (ring: Ring, operands: readonly Operand[], params: unknown) => Form | undefined;

export function signOf({ form, bounds }: Operand): ProvenSign {
  return stronger(signOfBounds(bounds), signOfForm(form));
}

/** A rule that needs nothing but the form of its only argument. */
export function unary(rule: (ring: Ring, x: Form) => Form | undefined): Rule {
  return (ring, [x]) => rule(ring, x!.form);
}
