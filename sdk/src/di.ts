// The one import of tsyringe: it throws unless the Reflect polyfill is loaded before it, and two copies of it would not share tokens.
import 'reflect-metadata';
import type { InjectionToken } from 'tsyringe';

export { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';

/** A typed key under which a container holds a service. `Symbol.for` keeps it equal across copies of a package. */
export type Token<T> = InjectionToken<T> & symbol;

export function createToken<T>(name: string): Token<T> {
  return Symbol.for(`tapline.${name}`);
}
