-- verdicts: invalid raised
package.path = '/tmp/?.lua'
