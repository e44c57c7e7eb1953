-- verdicts: denied
package.path = '/tmp/?.lua'
