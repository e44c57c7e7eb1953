/// The answer to one request, whatever its status; redirects are answers too.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// In the order of arrival; folded lines are joined by one space.
    package let headers: [HTTPField]
    package var body: [UInt8]

    package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header called `name` in any case, or nil.
    package subscript(name: String) -> String? {
        headers.first { $0.name.isSameName(as: name) }?.value
    }
}
