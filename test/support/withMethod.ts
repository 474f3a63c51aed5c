/** The same store, but for one of its methods. */
export const withMethod = <Store extends object, Name extends keyof Store>(
  store: Store,
  name: Name,
  method: Store[Name],
): Store =>
  new Proxy(store, {
    get: (target, wanted) => {
      if (wanted === name) return method;
      const value: unknown = Reflect.get(target, wanted);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
