/** HEAD is allowed wherever GET is: https://www.rfc-editor.org/rfc/rfc9110#name-head */
export function methodsOf<Method extends string>(method: Method): (Method | 'HEAD')[] {
  return method === 'GET' ? [method, 'HEAD'] : [method];
}
